package mortise.hub;

import mortise.hub.StreamFrame.Data;
import mortise.hub.StreamFrame.State;

/**
 * The sending direction of a stream: keeps what the peer has not received, at most a window, so
 * that it can be sent again. Not thread-safe; sends nothing itself.
 */
final class StreamSender {
  /** The largest number of bytes in one message; a subject's other traffic gets its turn. */
  private static final int LARGEST = 32 << 10;

  private final ByteRing unacknowledged;
  private long granted;
  private boolean ended;
  private boolean endArrived;

  StreamSender(int window) {
    this.unacknowledged = new ByteRing(window);
    this.granted = window;
  }

  /** The number of bytes in all. */
  long sent() {
    return unacknowledged.end();
  }

  /** How many bytes may be sent now: by the peer's credit, and by what this end can keep. */
  int room() {
    return (int) Math.min(granted - sent(), unacknowledged.room());
  }

  /** Takes as many bytes as there is room for into the next message. */
  Data add(byte[] bytes, int offset, int length, int largest) {
    int count = Math.min(Math.min(length, room()), Math.min(LARGEST, largest));
    Data data = Data.of(sent(), count);
    System.arraycopy(bytes, offset, data.frame(), Data.HEADER, count);
    unacknowledged.add(bytes, offset, count);
    return data;
  }

  /** A message that was sent before, from an offset on; null where there is nothing to send. */
  Data again(long from, int largest) {
    long begin = Math.max(from, unacknowledged.begin());
    int count = (int) Math.min(sent() - begin, Math.min(LARGEST, largest));
    if (count <= 0) {
      return null;
    }
    Data data = Data.of(begin, count);
    unacknowledged.copy(begin, data.frame(), Data.HEADER, count);
    return data;
  }

  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether the peer has all, and knows that it is all. */
  boolean isDone() {
    return ended && endArrived;
  }

  /**
   * Takes in what the peer has received and granted. A state that is older changes nothing.
   *
   * @return false where no peer can have received that
   */
  boolean acknowledge(State state) {
    boolean knowsEnd = state.has(State.GOT_END);
    if (state.received() > sent() || knowsEnd && !(ended && state.received() == sent())) {
      return false;
    }
    unacknowledged.discardTo(state.received());
    granted = Math.max(granted, state.granted());
    endArrived |= knowsEnd;
    return true;
  }
}
