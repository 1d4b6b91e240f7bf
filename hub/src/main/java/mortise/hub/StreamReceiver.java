package mortise.hub;

import mortise.hub.StreamFrame.Data;
import mortise.hub.StreamFrame.State;

/**
 * The receiving direction of a stream: keeps what was not read yet, at most a window, and grants
 * credit as it is read. Not thread-safe.
 */
final class StreamReceiver {
  /** What a message was. */
  enum Outcome {
    /** It brought something. */
    NEWS,
    /** It was known. */
    KNOWN,
    /** Bytes before it are missing. */
    GAP,
    /** No peer that keeps the rules sends it. */
    VIOLATION
  }

  private final int window;
  private final ByteRing unread;

  /** The offset of the end; -1 while it is not known. */
  private long end = -1;

  /** What the peer was granted last. */
  private long told;

  StreamReceiver(int window) {
    this.window = window;
    this.unread = new ByteRing(window);
    this.told = window;
  }

  Outcome data(Data data) {
    long known = received() - data.offset();
    if (known < 0) {
      return Outcome.GAP;
    }
    if (known >= data.count()) {
      return Outcome.KNOWN;
    }
    int fresh = data.count() - (int) known;
    if (fresh > unread.room() || end >= 0 && received() + fresh > end) {
      return Outcome.VIOLATION;
    }
    unread.add(data.frame(), Data.HEADER + (int) known, fresh);
    return Outcome.NEWS;
  }

  Outcome state(State state) {
    if (state.has(State.ENDED)) {
      if (state.sent() < received() || end >= 0 && end != state.sent()) {
        return Outcome.VIOLATION;
      }
      boolean isNew = end < 0;
      end = state.sent();
      if (isNew && end == received()) {
        return Outcome.NEWS;
      }
    }
    return state.sent() > received() ? Outcome.GAP : Outcome.KNOWN;
  }

  /** The number of bytes that have come without a gap. */
  long received() {
    return unread.end();
  }

  /** Whether there is something to read. */
  boolean isReadable() {
    return unread.size() > 0;
  }

  /** Takes bytes out. */
  int read(byte[] bytes, int offset, int length) {
    int count = Math.min(length, unread.size());
    unread.copy(unread.begin(), bytes, offset, count);
    unread.discardTo(unread.begin() + count);
    return count;
  }

  /** Whether all has come, up to the end. */
  boolean isComplete() {
    return end >= 0 && received() == end;
  }

  /** Whether the peer should be told of new credit: half of the window is read. */
  boolean owesCredit() {
    return end < 0 && unread.begin() + window - told >= window / 2;
  }

  /** The number of bytes that the peer may send in all; it is told with this. */
  long grant() {
    told = unread.begin() + window;
    return told;
  }
}
