package mortise.cli.flow;

import java.io.IOException;
import java.net.SocketException;
import mortise.net.Errno;
import mortise.net.SocketFailure;
import mortise.process.DescriptorException;
import mortise.server.Connection;

/**
 * The policy of a conversation with one peer: its directions and its end. Times are in
 * milliseconds; below zero is for ever.
 *
 * @param sends whether what this end has goes to the peer
 * @param receives whether what the peer sends comes here; where not, it is thrown away
 * @param closesWrite whether the end of this side half-closes the connection
 * @param quitAfter how long the conversation goes on after this end has ended
 * @param staysAfterPeer whether it goes on after the peer has ended, until this end has too
 * @param idle how long nothing may move in either way
 * @param delay how long to wait after each read
 * @param part how many bytes are read at once
 */
public record FlowRules(
    boolean sends,
    boolean receives,
    boolean closesWrite,
    long quitAfter,
    boolean staysAfterPeer,
    long idle,
    long delay,
    int part)
    implements FlowPolicy {
  /** The default number of bytes per read. */
  public static final int PART = 1 << 17;

  /** Both ways, until the peer has ended. */
  public static final FlowRules DEFAULT = new FlowRules(true, true, true, -1, false, -1, -1, PART);

  /** Both ways, until both have ended. */
  public static final FlowRules BOTH_ENDS = new FlowRules(true, true, true, -1, true, -1, -1, PART);

  /** What has come in a datagram has to be taken whole. */
  private static final int MESSAGE = 1 << 16;

  /**
   * How long what the peer has sent before it broke the connection may take to arrive here, where
   * it was the sending that failed.
   */
  private static final long LAST_WORDS = 2_000;

  /** How long to wait, in milliseconds, until looking again whether all has been sent. */
  private static final long LOOK = 5;

  @Override
  public Use use(Direction way) {
    if (way == Direction.SENT) {
      return sends ? Use.PASSED : Use.LEFT;
    }
    return receives ? Use.PASSED : Use.DISCARDED;
  }

  @Override
  public int part(Direction way) {
    return way == Direction.SENT ? part : Math.max(part, MESSAGE);
  }

  @Override
  public void ended(Flow flow, Direction way) throws IOException {
    if (way == Direction.SENT ? closesWrite : staysAfterPeer) {
      closeWrite(flow.to(way));
    }
  }

  /** Ends what is written to an end; one that has broken the connection is left alone. */
  public static void closeWrite(Connection end) throws IOException {
    try {
      end.closeWrite();
    } catch (SocketException e) {
      // A peer that has reset the connection needs no half-close; the receiving direction reports
      // the error.
      if (!(e instanceof SocketFailure failure && failure.errno().equals(Errno.ENOTCONN))) {
        throw e;
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IdleException when nothing has moved for too long
   */
  @Override
  public long left(Flow flow) throws IOException {
    PumpProgress sending = flow.progress(Direction.SENT);
    PumpProgress receiving = flow.progress(Direction.RECEIVED);
    if (receiving.failure() != null) {
      throw sending.failure() == null ? receiving.failure() : sending.failure();
    }
    if (sending.failure() != null) {
      return afterFailure(flow, sending.failure());
    }
    boolean both = receiving.hasEnded() && (sending.hasEnded() || !sends);
    boolean leaves = receiving.hasEnded() && !staysAfterPeer;
    if (both || leaves && hasNoMore(flow)) {
      return 0;
    }
    long quit = sending.hasEnded() ? Flow.left(sending.stoppedAt(), quitAfter) : Long.MAX_VALUE;
    long silence = Flow.left(flow.movedAt(), idle);
    if (quit > 0 && silence == 0) {
      throw new IdleException(idle);
    }
    return Math.min(Math.min(quit, silence), leaves ? LOOK : Long.MAX_VALUE);
  }

  /** What came before the connection broke is not lost with it. */
  private long afterFailure(Flow flow, IOException failure) throws IOException {
    long failedAt = flow.progress(Direction.SENT).stoppedAt();
    PumpProgress receiving = flow.progress(Direction.RECEIVED);
    if (failure instanceof DescriptorException) {
      throw failure;
    }
    if (receiving.hasEnded() && receiving.stoppedAt() - failedAt <= 0 && !staysAfterPeer) {
      // It has gone for good, and not just ended its way.
      return 0;
    }
    long left = Flow.left(failedAt, LAST_WORDS);
    if (!receives || receiving.hasEnded() || left == 0) {
      throw failure;
    }
    return left;
  }

  /**
   * Whether this end has nothing at hand that the peer, which has ended its direction, may still
   * want: it may have been the first to say all that it had to say. A peer that has closed its
   * connection wants nothing.
   */
  private static boolean hasNoMore(Flow flow) {
    if (flow.progress(Direction.SENT).busy) {
      return false;
    }
    if (!(flow.here() instanceof Pollable supply)) {
      return true;
    }
    long endedAt = flow.progress(Direction.RECEIVED).stoppedAt();
    long since = flow.movedAt() - endedAt > 0 ? flow.movedAt() : endedAt;
    return !supply.hasMore()
        && (Flow.left(since, supply.pauseMillis()) == 0
            || PeerCloseDetector.hasClosed(flow.peer()));
  }
}
