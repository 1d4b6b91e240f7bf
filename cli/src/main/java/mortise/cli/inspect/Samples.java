package mortise.cli.inspect;

import mortise.cli.flow.Direction;

/**
 * The rates of one conversation, or of all, and their last minutes for the plots. Sampled by one
 * thread while a page or a terminal shows them.
 */
final class Samples {
  /** How many points a plot has, one a second. */
  static final int POINTS = 240;

  /** The weight of the newest of five samples a second. */
  private static final double NEWEST = 0.3;

  /** A sample that is later than this follows a pause in which nothing was measured. */
  private static final long LATE = 2_000_000_000;

  private final double[] rates = new double[Direction.values().length];
  private final long[] before = new long[Direction.values().length];
  private long sampledAt;

  /** What the page has been sent last; the sampler's own. */
  int sentHash;

  boolean shown;

  /** Whether messages are kept apart. */
  volatile boolean datagrams;

  /** Guarded by this: time in seconds, rates, RTT in microseconds. */
  private float[][] points;

  private long[] times;
  private int count;

  /** Takes the counts of now; the first time, and after a pause, there is no rate. */
  void take(long sent, long received, long nanos) {
    double seconds = sampledAt == 0 || nanos - sampledAt > LATE ? 0 : (nanos - sampledAt) / 1e9;
    sampledAt = nanos;
    take(Direction.SENT, sent, seconds);
    take(Direction.RECEIVED, received, seconds);
  }

  private void take(Direction way, long count, double seconds) {
    int i = way.ordinal();
    double now = seconds > 0 ? (count - before[i]) / seconds : 0;
    before[i] = count;
    double rate = rates[i] + NEWEST * (now - rates[i]);
    rates[i] = rate < 1 ? 0 : rate;
  }

  /** Bytes per second, smoothed. */
  long rate(Direction way) {
    return Math.round(rates[way.ordinal()]);
  }

  /** Sets the rates of all conversations together. */
  void sum(long sent, long received) {
    rates[0] = sent;
    rates[1] = received;
  }

  /** Notes a point of the plots. */
  synchronized void note(long seconds, long rttMicros) {
    if (points == null) {
      points = new float[3][POINTS];
      times = new long[POINTS];
    }
    int at = count % POINTS;
    times[at] = seconds;
    points[0][at] = (float) rates[0];
    points[1][at] = (float) rates[1];
    points[2][at] = rttMicros;
    count++;
  }

  /** The points as arrays of JSON: times, sent, received, RTT; oldest first. */
  synchronized String json() {
    StringBuilder text = new StringBuilder("[[");
    int first = Math.max(0, count - POINTS);
    for (int i = first; i < count; i++) {
      text.append(i == first ? "" : ",").append(times[i % POINTS]);
    }
    for (int row = 0; row < 3; row++) {
      text.append("],[");
      for (int i = first; i < count; i++) {
        text.append(i == first ? "" : ",").append(Math.round(points[row][i % POINTS]));
      }
    }
    return text.append("]]").toString();
  }
}
