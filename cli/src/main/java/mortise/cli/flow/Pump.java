package mortise.cli.flow;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.process.FileType;
import mortise.process.KernelTransfer;
import mortise.process.PlainDescriptor;
import mortise.server.Connection;

/**
 * One way of a {@link Flow}: all that comes out of one end is put into the other. While no observer
 * looks the kernel moves the bytes; otherwise they are copied, each read to one write, so that
 * message boundaries are kept. An observer that begins to look interrupts the kernel's transfer, so
 * that it sees the next byte, and nothing has to be asked before each part.
 */
final class Pump implements Runnable {
  private static final int WIDE = 1 << 20;
  private static final int LAST_STANDARD = 2;

  /** An observer looks from now on: not a number that {@link KernelTransfer#move} returns. */
  private static final long STOPPED = -2;

  private final Flow flow;
  private final Direction way;
  private final Connection from;
  private final Connection to;
  private final boolean discards;

  /** The thread that the kernel's transfer may be waiting in; null outside. Guarded by this. */
  private Thread transferring;

  /** Whether the transfer was interrupted by an observer. Guarded by this. */
  private boolean stopped;

  /** Whether the kernel cannot do it, which does not change. */
  private boolean copies;

  Pump(Flow flow, Direction way) {
    this.flow = flow;
    this.way = way;
    this.from = flow.from(way);
    this.to = flow.to(way);
    this.discards = flow.policy().use(way) == FlowPolicy.Use.DISCARDED;
  }

  @Override
  public void run() {
    try {
      move();
      if (!discards) {
        flow.ended(way);
      }
    } catch (IOException e) {
      // A peer whose data is not wanted may close; the sending direction reports it.
      if (!discards) {
        failed(e);
      }
    } catch (RuntimeException | Error e) {
      flow.failed(way, new IOException(e.toString(), e));
    }
  }

  private void failed(IOException failure) {
    if (flow.policy().drains(flow, way, failure)) {
      try {
        drain();
        flow.ended(way);
      } catch (IOException e) {
        flow.failed(way, e);
      }
    } else {
      flow.failed(way, failure);
    }
  }

  private void drain() throws IOException {
    byte[] part = new byte[flow.policy().part(way)];
    while (from.read(part, 0, part.length) >= 0) {}
  }

  private void move() throws IOException {
    copies = discards || flow.policy().delay() >= 0;
    flow.watcher().whenLooks(this::stopTransfer);
    while (!(isLeftToKernel() ? moveUnseen() : copy())) {}
  }

  private boolean isLeftToKernel() {
    return !copies && !flow.watcher().looks();
  }

  /** Whether the kernel has moved all; where not, the rest is to be copied, or is looked at. */
  private boolean moveUnseen() throws IOException {
    moveAhead();
    Optional<KernelTransfer> path = path();
    copies = path.isEmpty();
    return path.isPresent() && moveInKernel(path.get());
  }

  /** Interrupts the kernel's transfer: called by the thread of an observer that begins to look. */
  private synchronized void stopTransfer() {
    if (transferring != null) {
      stopped = true;
      transferring.interrupt();
    }
  }

  private synchronized void beginTransfer() {
    transferring = Thread.currentThread();
    stopped = false;
  }

  /** The interrupt may have come too late for the transfer, and is meant for nothing else. */
  private synchronized void endTransfer() {
    transferring = null;
    if (stopped) {
      Thread.interrupted();
    }
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /** What was taken already is in no descriptor any more. */
  private void moveAhead() throws IOException {
    int count = from.readAhead().count();
    if (count > 0) {
      pass(from.readAhead().exactly(count), count);
    }
  }

  private Optional<KernelTransfer> path() throws IOException {
    PlainDescriptor in =
        from instanceof DescriptorConnection plain ? plain.source().orElse(null) : null;
    PlainDescriptor out =
        to instanceof DescriptorConnection plain ? plain.sink().orElse(null) : null;
    widen(in);
    widen(out);
    if (in != null && out != null) {
      return KernelTransfer.between(in, out);
    }
    Socket source = from.bareSocket().orElse(null);
    Socket sink = to.bareSocket().orElse(null);
    if (in != null && sink != null) {
      return KernelTransfer.between(in, sink);
    }
    if (source != null && out != null) {
      return KernelTransfer.between(source, out);
    }
    return source != null && sink != null ? KernelTransfer.between(source, sink) : Optional.empty();
  }

  /**
   * Has a pipe of the process hold more, so that fewer of its parts have to be waited for. Those of
   * programs stay as they are: there may be many, and a user's pipes have a bound together,
   * pipe(7).
   */
  private static void widen(PlainDescriptor end) {
    if (end != null && end.fileType() == FileType.PIPE && end.number() <= LAST_STANDARD) {
      try {
        end.pipeSize(WIDE);
      } catch (IOException _) {
        // It may be as wide as this user's pipes may be, or full.
      }
    }
  }

  /** Whether the kernel has moved all; where it has not, the rest is to be copied. */
  private boolean moveInKernel(KernelTransfer path) throws IOException {
    try (path) {
      beginTransfer();
      return moveBy(path);
    } catch (IOException e) {
      if (path.pending() > 0) {
        flow.progress(way).lost = path.pending();
      }
      throw e;
    } finally {
      endTransfer();
    }
  }

  private boolean moveBy(KernelTransfer path) throws IOException {
    while (isLeftToKernel() && !isStopped()) {
      long count = moveOnce(path);
      if (count == 0) {
        return true;
      }
      if (count == KernelTransfer.UNSUPPORTED) {
        copies = true;
        break;
      }
      if (count != STOPPED) {
        flow.moved(way, count);
      }
    }
    byte[] pending = path.drain();
    if (pending.length > 0) {
      endTransfer();
      pass(pending, pending.length);
    }
    return false;
  }

  /** Returns {@link #STOPPED} where an observer has begun to look. */
  private long moveOnce(KernelTransfer path) throws IOException {
    try {
      return path.move(Long.MAX_VALUE, Deadline.NEVER);
    } catch (InterruptedIOException e) {
      if (!isStopped()) {
        throw e;
      }
      if (e instanceof SocketFailure failure) {
        flow.moved(way, failure.transferred());
      }
      return STOPPED;
    }
  }

  /** Whether all is copied; where not, the rest is left to the kernel. */
  private boolean copy() throws IOException {
    byte[] part = new byte[flow.policy().part(way)];
    while (!isLeftToKernel()) {
      int most = Math.min(part.length, flow.watcher().most(way));
      int count = from.read(part, 0, most);
      if (count < 0) {
        return true;
      }
      if (!discards) {
        flow.progress(way).busy = true;
        pause();
        pass(part, count);
        flow.progress(way).busy = false;
      }
    }
    return false;
  }

  private void pass(byte[] part, int count) throws IOException {
    if (flow.watcher().looks()) {
      flow.watcher().bytes(way, part, 0, count);
    }
    try {
      to.write(part, 0, count);
    } catch (IOException e) {
      long sent = e instanceof SocketFailure failure ? failure.transferred() : 0;
      flow.progress(way).lost = count - Math.min(sent, count);
      throw e;
    }
    flow.moved(way, count);
  }

  private void pause() throws IOException {
    if (flow.policy().delay() > 0) {
      try {
        Thread.sleep(flow.policy().delay());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted in a pause");
      }
    }
  }
}
