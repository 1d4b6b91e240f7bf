package mortise.cli.flow;

import java.io.IOException;
import java.util.Optional;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.net.Splice;
import mortise.process.KernelPath;
import mortise.process.PlainDescriptor;
import mortise.server.Connection;

/**
 * All that comes out of one connection put into another, until the first one ends. Where nobody
 * looks at the bytes the kernel moves them; otherwise they are copied, each read to one write, so
 * that messages stay what they are.
 */
public final class Passage {
  /** What a read takes, unless somebody says otherwise; no message is larger. */
  public static final int PART = 1 << 16;

  private final Connection from;
  private final Connection to;
  private final Watcher watcher;
  private final Way way;
  private final Runnable alive;
  private int part = PART;

  /**
   * @param alive is run whenever something has moved
   */
  public Passage(Connection from, Connection to, Watcher watcher, Way way, Runnable alive) {
    this.from = from;
    this.to = to;
    this.watcher = watcher;
    this.way = way;
    this.alive = alive;
  }

  /** Has each read take so much at the most. */
  public Passage part(int bytes) {
    part = bytes;
    return this;
  }

  /** Passes everything on, and returns at the end; does not tell it to the other connection. */
  public void run() throws IOException {
    passAhead();
    if (watcher.looks() || !inKernel()) {
      copy();
    }
  }

  /** What was taken already is in no descriptor any more. */
  private void passAhead() throws IOException {
    int count = from.ahead().count();
    if (count > 0) {
      pass(from.ahead().exactly(count), count);
    }
  }

  private void pass(byte[] bytes, int count) throws IOException {
    if (watcher.looks()) {
      watcher.bytes(way, bytes, 0, count);
    }
    to.write(bytes, 0, count);
    moved(count);
  }

  private void moved(long count) throws IOException {
    alive.run();
    watcher.moved(way, count);
  }

  private void copy() throws IOException {
    byte[] bytes = new byte[part];
    for (int count; (count = from.read(bytes)) >= 0; ) {
      pass(bytes, count);
    }
  }

  /** Has the kernel move everything; false where it cannot, from the next byte on. */
  private boolean inKernel() throws IOException {
    Optional<Socket> source = from.bareSocket();
    Optional<Socket> sink = to.bareSocket();
    if (source.isPresent() && sink.isPresent()) {
      splice(source.get(), sink.get());
      return true;
    }
    try (KernelPath path = path(source, sink)) {
      return path != null && moveAll(path);
    }
  }

  private KernelPath path(Optional<Socket> source, Optional<Socket> sink) throws IOException {
    Optional<PlainDescriptor> in =
        from instanceof DescriptorConnection plain ? plain.source() : Optional.empty();
    Optional<PlainDescriptor> out =
        to instanceof DescriptorConnection plain ? plain.sink() : Optional.empty();
    Optional<KernelPath> path = Optional.empty();
    if (in.isPresent() && out.isPresent()) {
      path = KernelPath.between(in.get(), out.get());
    } else if (in.isPresent() && sink.isPresent()) {
      path = KernelPath.between(in.get(), sink.get());
    } else if (source.isPresent() && out.isPresent()) {
      path = KernelPath.between(source.get(), out.get());
    }
    return path.orElse(null);
  }

  private boolean moveAll(KernelPath path) throws IOException {
    while (true) {
      long count = path.move(Long.MAX_VALUE, Deadline.NEVER);
      if (count == KernelPath.REFUSED) {
        byte[] rest = path.drain();
        to.write(rest);
        moved(rest.length);
        return false;
      }
      if (count == 0) {
        return true;
      }
      moved(count);
    }
  }

  private void splice(Socket source, Socket sink) throws IOException {
    try (Splice splice = Splice.of(source, sink)) {
      for (long count; (count = splice.moveSome(Long.MAX_VALUE, Deadline.NEVER)) > 0; ) {
        moved(count);
      }
    }
  }
}
