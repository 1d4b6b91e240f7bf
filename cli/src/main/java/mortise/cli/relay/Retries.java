package mortise.cli.relay;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** How often an address that connects is tried, and for how long each time. */
final class Retries {
  private final AddressSpec spec;
  private final Duration timeout;
  private final long tries;
  private final Duration interval;

  /** Connects once. */
  interface Attempt {
    /**
     * Connects.
     *
     * @param timeout null for none
     */
    RelaySide open(Duration timeout) throws IOException;
  }

  Retries(AddressSpec spec) {
    this.spec = spec;
    OptionValues values = new OptionValues(spec);
    this.timeout = values.time(AddressOption.TIMEOUT).orElse(null);
    long retries = values.number(AddressOption.RETRY, 0, Integer.MAX_VALUE).orElse(0L);
    this.tries = spec.has(AddressOption.FOREVER) ? Long.MAX_VALUE : 1 + retries;
    this.interval = values.time(AddressOption.INTERVAL).orElse(Duration.ofSeconds(1));
  }

  /** Connects, and tries again as often as the address says. */
  RelaySide open(Attempt attempt) throws IOException {
    for (long i = 1; ; i++) {
      try {
        return attempt.open(timeout);
      } catch (IOException e) {
        // A timeout is an InterruptedIOException, too, and is retried; only an interrupt is not.
        if (i >= tries || e instanceof InterruptedIOException && Thread.interrupted()) {
          throw e;
        }
      }
      try {
        Thread.sleep(interval);
      } catch (InterruptedException e) {
        throw new InterruptedIOException("interrupted while waiting to try " + spec + " again");
      }
    }
  }
}
