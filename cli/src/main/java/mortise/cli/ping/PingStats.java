package mortise.cli.ping;

import java.time.Duration;
import java.util.BitSet;

/** What was sent and what came of it. */
final class PingStats {
  private final BitSet answered = new BitSet();
  private int sent;
  private int received;
  private int duplicates;
  private int errors;
  private long least = Long.MAX_VALUE;
  private long most;
  private double sum;
  private double squares;

  void sent() {
    sent++;
  }

  /** Returns whether it is the first answer to its packet. */
  boolean replied(int sequence, Duration time) {
    long nanos = time.toNanos();
    least = Math.min(least, nanos);
    most = Math.max(most, nanos);
    sum += nanos;
    squares += (double) nanos * nanos;
    if (answered.get(sequence)) {
      duplicates++;
      return false;
    }
    answered.set(sequence);
    received++;
    return true;
  }

  void refused() {
    errors++;
  }

  int sentInAll() {
    return sent;
  }

  int received() {
    return received;
  }

  int duplicates() {
    return duplicates;
  }

  int errors() {
    return errors;
  }

  /** How much of what was sent had no answer, in percent. */
  double loss() {
    return sent == 0 ? 0 : 100.0 * (sent - received) / sent;
  }

  boolean hasTimes() {
    return received > 0;
  }

  private int times() {
    return received + duplicates;
  }

  double leastMillis() {
    return least / 1e6;
  }

  double mostMillis() {
    return most / 1e6;
  }

  double meanMillis() {
    return sum / times() / 1e6;
  }

  /** The standard deviation, which ping calls mdev. */
  double deviationMillis() {
    double mean = sum / times();
    return Math.sqrt(Math.max(0, squares / times() - mean * mean)) / 1e6;
  }
}
