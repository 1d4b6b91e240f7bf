package mortise.cli.flow;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.process.KernelPath;
import mortise.process.Kind;
import mortise.process.PlainDescriptor;
import mortise.server.Connection;

/** Moves the bytes of one way of a {@link Flow}. */
final class Pump implements Runnable {
  private static final int WIDE = 1 << 20;

  private final Flow flow;
  private final Way way;
  private final Connection from;
  private final Connection to;

  /** Whether what is read is thrown away. */
  private final boolean discards;

  Pump(Flow flow, Way way) {
    this.flow = flow;
    this.way = way;
    this.from = flow.from(way);
    this.to = flow.to(way);
    this.discards = way == Way.RECEIVED && !flow.rules().receives();
  }

  @Override
  public void run() {
    try {
      move();
      if (!discards) {
        flow.ended(way);
      }
    } catch (IOException e) {
      // Whoever is not listened to may go; the sending will tell.
      if (!discards) {
        flow.failed(way, e);
      }
    } catch (RuntimeException | Error e) {
      flow.failed(way, new IOException(e));
    }
  }

  private void move() throws IOException {
    if (isPlain()) {
      moveAhead();
      Optional<KernelPath> path = path();
      if (path.isPresent() && moveInKernel(path.get())) {
        return;
      }
    }
    copy();
  }

  private boolean isPlain() {
    return !discards && !flow.watcher().looks() && flow.rules().delay() < 0;
  }

  /** What was taken from the peer already is not in its socket. */
  private void moveAhead() throws IOException {
    int count = from.ahead().count();
    if (count > 0) {
      pass(from.ahead().exactly(count), count);
    }
  }

  private Optional<KernelPath> path() throws IOException {
    if (from instanceof Stdio stdio && stdio.input().isPresent()) {
      Optional<Socket> socket = to.bareSocket();
      widen(stdio.input().get());
      return socket.isEmpty()
          ? Optional.empty()
          : KernelPath.between(stdio.input().get(), socket.get());
    }
    if (to instanceof Stdio stdio && stdio.output().isPresent()) {
      Optional<Socket> socket = from.bareSocket();
      widen(stdio.output().get());
      return socket.isEmpty()
          ? Optional.empty()
          : KernelPath.between(socket.get(), stdio.output().get());
    }
    return Optional.empty();
  }

  /** Has a pipe hold more, so that fewer of its parts have to be waited for. */
  private static void widen(PlainDescriptor pipe) {
    if (pipe.kind() == Kind.PIPE) {
      try {
        pipe.pipeSize(WIDE);
      } catch (IOException _) {
        // It may be as wide as this user's pipes may be, or full.
      }
    }
  }

  /** Whether the kernel has moved all; where it has not, the rest is to be copied. */
  private boolean moveInKernel(KernelPath path) throws IOException {
    try (path) {
      while (true) {
        long count = path.move(Long.MAX_VALUE, Deadline.NEVER);
        if (count == 0) {
          return true;
        }
        if (count == KernelPath.REFUSED) {
          byte[] pending = path.drain();
          if (pending.length > 0) {
            pass(pending, pending.length);
          }
          return false;
        }
        flow.moved(way, count);
      }
    }
  }

  private void copy() throws IOException {
    int size = flow.rules().part();
    // What has come in a datagram has to be taken whole.
    byte[] part = new byte[way == Way.SENT ? size : Math.max(size, 1 << 16)];
    for (int count; (count = from.read(part, 0, part.length)) >= 0; ) {
      if (!discards) {
        flow.busy(way, true);
        pause();
        pass(part, count);
        flow.busy(way, false);
      }
    }
  }

  private void pass(byte[] part, int count) throws IOException {
    if (flow.watcher().looks()) {
      flow.watcher().bytes(way, part, 0, count);
    }
    to.write(part, 0, count);
    flow.moved(way, count);
  }

  private void pause() throws IOException {
    if (flow.rules().delay() > 0) {
      try {
        Thread.sleep(flow.rules().delay());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted in a pause");
      }
    }
  }
}
