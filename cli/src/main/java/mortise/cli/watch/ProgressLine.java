package mortise.cli.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How far a transfer is, in words that fit a line of 80 columns. */
record ProgressLine(long sent, long received, long expected, Duration time, double rate) {
  private static final int PERCENT = 100;

  /** {@code sent 1.23 GiB of 2.00 GiB (61 %), 512 MiB/s, 0:02 left}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    if (sent > 0 || received == 0) {
      parts.add("sent " + Quantity.bytes(sent) + share());
    }
    if (received > 0) {
      parts.add("received " + Quantity.bytes(received));
    }
    parts.add(Quantity.rate(rate));
    parts.add(isBounded() && rate >= 1 ? left() : Quantity.clock(time));
    return String.join(", ", parts);
  }

  /** Whether it is known how much there is to send; a file may have grown beyond that. */
  private boolean isBounded() {
    return expected > 0 && sent <= expected;
  }

  private String share() {
    return isBounded()
        ? " of %s (%d %%)".formatted(Quantity.bytes(expected), sent * PERCENT / expected)
        : "";
  }

  private String left() {
    return Quantity.clock(Duration.ofSeconds((long) Math.ceil((expected - sent) / rate))) + " left";
  }
}
