package mortise.cli.relay;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Flow;
import mortise.cli.flow.FlowPolicy;
import mortise.cli.flow.FlowRules;
import mortise.cli.flow.ProgramGuard;
import mortise.cli.flow.PumpProgress;
import mortise.cli.flow.Watcher;
import mortise.cli.shell.RunningChildren;
import mortise.net.Errno;
import mortise.process.ChildProcess;
import mortise.process.DescriptorException;

/**
 * Two ends that are joined. The end of one way goes on to the other side, and the other way goes
 * on; a failure ends both.
 */
final class RelayFlow implements FlowPolicy {
  /** What becomes of a stream goes into datagrams of so much at the most. */
  private static final int DATAGRAM = 8192;

  private final RelaySide here;
  private final RelaySide peer;
  private final boolean sends;
  private final boolean receives;
  private final RelaySettings manner;
  private final Watcher watcher;

  /**
   * @param peerIsFirst whether the watcher sees the first end as the peer
   */
  RelayFlow(
      RelaySide first,
      RelaySide second,
      RelaySettings manner,
      Watcher watcher,
      boolean peerIsFirst) {
    boolean there = first.reads() && second.writes();
    boolean back = !manner.oneWay() && second.reads() && first.writes();
    this.here = peerIsFirst ? second : first;
    this.peer = peerIsFirst ? first : second;
    this.sends = peerIsFirst ? back : there;
    this.receives = peerIsFirst ? there : back;
    this.manner = manner;
    this.watcher = watcher;
  }

  /** Passes everything on, until both ways have ended, and closes both ends. */
  void run() throws IOException {
    if (!sends && !receives) {
      throw new IOException("no direction transfers bytes: no end is readable, or none writable");
    }
    Flow flow = Flow.between(here.connection(), peer.connection(), this, watcher);
    try (ProgramGuard ofHere = guard(here, peer);
        ProgramGuard ofPeer = guard(peer, here)) {
      flow.run();
      checkReset(ofHere);
      checkReset(ofPeer);
    } catch (IOException e) {
      here.connection().abort();
      peer.connection().abort();
      throw flow.lost() == 0 ? e : RelayFailure.with(flow.lost(), e);
    } finally {
      here.connection().close();
      peer.connection().close();
    }
  }

  private static void checkReset(ProgramGuard guard) throws IOException {
    if (guard != null) {
      guard.checkReset();
    }
  }

  /** Null where the end is no program. */
  private static ProgramGuard guard(RelaySide end, RelaySide client) {
    ChildProcess program = end.program();
    return program == null
        ? null
        : ProgramGuard.start(
            client.connection(), program::isAlive, () -> RunningChildren.stop(program));
  }

  @Override
  public boolean drains(Flow flow, Direction way, IOException failure) {
    return from(way).program() != null && ProgramGuard.mayFinish(failure);
  }

  private RelaySide from(Direction way) {
    return way == Direction.SENT ? here : peer;
  }

  private RelaySide to(Direction way) {
    return way == Direction.SENT ? peer : here;
  }

  @Override
  public Use use(Direction way) {
    return (way == Direction.SENT ? sends : receives) ? Use.PASSED : Use.LEFT;
  }

  @Override
  public int part(Direction way) {
    boolean cuts = to(way).messages() && !from(way).messages();
    return cuts ? DATAGRAM : Math.max(FlowRules.PART, from(way).longest());
  }

  @Override
  public void ended(Flow flow, Direction way) throws IOException {
    FlowRules.closeWrite(flow.to(way));
  }

  @Override
  public long left(Flow flow) throws IOException {
    boolean over = true;
    boolean unattended = false;
    long since = flow.movedAt();
    for (Direction way : Direction.values()) {
      PumpProgress progress = flow.progress(way);
      IOException failure = progress.failure();
      if (failure != null && !isEnough(failure)) {
        throw failure;
      }
      if (failure != null || progress.hasEnded()) {
        if (failure != null || from(way).dies() || !to(way).detectsClose()) {
          unattended = true;
          since = progress.stoppedAt() - since > 0 ? progress.stoppedAt() : since;
        }
      } else if (use(way) == Use.PASSED) {
        over = false;
      }
    }
    if (over) {
      return 0;
    }
    Duration bound = unattended ? manner.patience() : manner.idle();
    long left = Flow.left(since, bound == null ? -1 : bound.toMillis());
    if (left == 0 && !unattended) {
      throw new SocketTimeoutException("no data for " + DurationText.text(bound));
    }
    return left;
  }

  /** The reader has closed its end: that is not a failure. */
  private static boolean isEnough(IOException e) {
    return e instanceof DescriptorException d && d.errno().equals(Errno.EPIPE);
  }
}
