package mortise.server;

import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import mortise.net.Deadline;
import org.jspecify.annotations.Nullable;

/** How long a connection may wait and how much may come, how much has moved, and what bit. */
final class ConnectionLimits {
  /** Whether a time that passes is the server's, and not one that the handler has set. */
  private boolean ofServer = true;

  private @Nullable Duration idle;
  private @Nullable Duration stall;
  private Deadline deadline = Deadline.NEVER;

  /** The end of the connection's life, and how much may come in it. */
  private Deadline end = Deadline.NEVER;

  private long most = Long.MAX_VALUE;

  /** Each written by one thread, the one that reads or the one that writes, and read by any. */
  private long received;

  private long sent;

  /**
   * What bit last, and how much had moved then; a conversation that went on was not ended by it.
   */
  private @Nullable CloseReason exceeded;

  private long moved;

  ConnectionLimits(Timeouts times) {
    this.idle = times.idle();
    this.stall = times.stall();
  }

  /** Bounds the whole conversation. */
  void life(Deadline end, long most) {
    this.end = end;
    this.most = most;
    this.deadline = end;
  }

  void timeout(@Nullable Duration timeout) {
    if (timeout != null && timeout.isNegative()) {
      throw new IllegalArgumentException("timeout " + timeout + " is negative");
    }
    ofServer = false;
    idle = timeout;
    stall = timeout;
  }

  void deadline(Deadline deadline) {
    this.deadline = deadline.sooner(end);
  }

  /** Whether anything but the times of a call is bounded. */
  boolean restrictsAll() {
    return most != Long.MAX_VALUE || end != Deadline.NEVER;
  }

  Deadline ofRead() {
    return until(idle);
  }

  Deadline ofWrite() {
    return until(stall);
  }

  private Deadline until(@Nullable Duration bound) {
    return bound == null ? deadline : Deadline.after(bound).sooner(deadline);
  }

  /** Counts what has come, which may be too much. */
  void received(long count) throws ProtocolException {
    received += count;
    if (received > most) {
      exceeded(CloseReason.TOO_MUCH);
      throw new ProtocolException("the peer has sent more than " + most + " bytes");
    }
  }

  void sent(long count) {
    sent += count;
  }

  long received() {
    return received;
  }

  long sent() {
    return sent;
  }

  /** Notes that a read or write ran out of time, and which bound that was. */
  SocketTimeoutException timedOut(SocketTimeoutException e, CloseReason reason) {
    if (end != Deadline.NEVER && end.remaining().isZero()) {
      exceeded(CloseReason.OVERDUE);
    } else if (ofServer && deadline == end) {
      exceeded(reason);
    }
    return e;
  }

  private void exceeded(CloseReason reason) {
    this.exceeded = reason;
    this.moved = received + sent;
  }

  /** Which bound of the server ended the conversation, or null. */
  @Nullable CloseReason exceeded() {
    return moved == received + sent ? exceeded : null;
  }
}
