package mortise.cli.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mortise.cli.shell.Amount;

/** How far a transfer is, in words that fit a line of 80 columns. */
record ProgressLine(long sent, long received, long expected, Duration time, double rate) {
  private static final int PERCENT = 100;

  /** {@code sent 1.23 GiB of 2.00 GiB (61 %), 512 MiB/s, 0:02 left}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    if (sent > 0 || received == 0) {
      parts.add("sent " + Amount.ofBytes(sent) + share());
    }
    if (received > 0) {
      parts.add("received " + Amount.ofBytes(received));
    }
    parts.add(Amount.ofBytes(rate) + "/s");
    parts.add(isBounded() && rate >= 1 ? left() : Amount.clock(time));
    return String.join(", ", parts);
  }

  /** Whether it is known how much there is to send; a file may have grown beyond that. */
  private boolean isBounded() {
    return expected > 0 && sent <= expected;
  }

  private String share() {
    return isBounded()
        ? String.format(
            Locale.ROOT, " of %s (%d %%)", Amount.ofBytes(expected), sent * PERCENT / expected)
        : "";
  }

  private String left() {
    return Amount.clock(Duration.ofSeconds((long) Math.ceil((expected - sent) / rate))) + " left";
  }
}
