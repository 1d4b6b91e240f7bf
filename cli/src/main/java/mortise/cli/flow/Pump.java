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
 * One way of a {@link Flow}: all that comes out of one end is put into the other. Without an
 * observer the kernel moves the bytes; otherwise they are copied, each read to one write, so that
 * message boundaries are kept.
 */
final class Pump implements Runnable {
  private static final int WIDE = 1 << 20;
  private static final int LAST_STANDARD = 2;

  private final Flow flow;
  private final Direction way;
  private final Connection from;
  private final Connection to;
  private final boolean discards;

  Pump(Flow flow, Direction way) {
    this.flow = flow;
    this.way = way;
    this.from = flow.from(way);
    this.to = flow.to(way);
    this.discards = flow.course().use(way) == FlowPolicy.Use.DISCARDED;
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
    if (flow.course().drains(flow, way, failure)) {
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
    byte[] part = new byte[flow.course().part(way)];
    while (from.read(part, 0, part.length) >= 0) {}
  }

  private void move() throws IOException {
    if (!discards && !flow.watcher().looks() && flow.course().delay() < 0) {
      moveAhead();
      Optional<KernelTransfer> path = path();
      if (path.isPresent() && moveInKernel(path.get())) {
        return;
      }
    }
    copy();
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
      return moveBy(path);
    } catch (IOException e) {
      flow.progress(way).lost = path.pending();
      throw e;
    }
  }

  private boolean moveBy(KernelTransfer path) throws IOException {
    while (true) {
      long count = path.move(Long.MAX_VALUE, Deadline.NEVER);
      if (count == 0) {
        return true;
      }
      if (count == KernelTransfer.UNSUPPORTED) {
        byte[] pending = path.drain();
        if (pending.length > 0) {
          pass(pending, pending.length);
        }
        return false;
      }
      flow.moved(way, count);
    }
  }

  private void copy() throws IOException {
    byte[] part = new byte[flow.course().part(way)];
    for (int count; (count = from.read(part, 0, part.length)) >= 0; ) {
      if (!discards) {
        flow.progress(way).busy = true;
        pause();
        pass(part, count);
        flow.progress(way).busy = false;
      }
    }
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
    if (flow.course().delay() > 0) {
      try {
        Thread.sleep(flow.course().delay());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted in a pause");
      }
    }
  }
}
