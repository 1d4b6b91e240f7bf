package mortise.tls;

import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link TlsCounts}. */
final class HandshakeCounters {
  private final LongAdder handshakes = new LongAdder();
  private final LongAdder resumed = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder ticketKeys = new LongAdder();

  void completed(boolean isResumed) {
    handshakes.increment();
    if (isResumed) {
      resumed.increment();
    }
  }

  void failed() {
    failed.increment();
  }

  void ticketKeysReplaced() {
    ticketKeys.increment();
  }

  TlsCounts counts() {
    return new TlsCounts(handshakes.sum(), resumed.sum(), failed.sum(), ticketKeys.sum());
  }
}
