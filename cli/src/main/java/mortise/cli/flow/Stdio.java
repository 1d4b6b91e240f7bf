package mortise.cli.flow;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.PeerCredentials;
import mortise.net.Socket;
import mortise.net.Unix;
import mortise.process.Kind;
import mortise.process.PlainDescriptor;
import mortise.server.Connection;
import mortise.server.ReadAhead;

/**
 * Two descriptors as one end of a conversation: what is read comes from the one, and what is
 * written goes to the other. Standard input and output above all.
 *
 * <p>It has no address and no {@link #socket}. A descriptor that is not open reads as ended and
 * takes nothing, so that a program may be started without either.
 */
public final class Stdio implements Connection, Supply {
  /** How long a program that fills a pipe may take for its next bytes. */
  private static final Duration HESITATION = Duration.ofMillis(200);

  /** Null where it is not open. */
  private final PlainDescriptor in;

  private final PlainDescriptor out;
  private final ReadAhead ahead = new ReadAhead(this::take);
  private volatile Duration timeout;
  private volatile Deadline deadline = Deadline.NEVER;
  private volatile boolean ended;

  private Stdio(PlainDescriptor in, PlainDescriptor out) {
    this.in = in;
    this.out = out;
  }

  /** Standard input and output of this process, which stay open. */
  public static Stdio ofProcess() throws IOException {
    return new Stdio(
        PlainDescriptor.inherited(0).orElse(null), PlainDescriptor.inherited(1).orElse(null));
  }

  /** The same of other descriptors, which are closed with it. */
  public static Stdio of(PlainDescriptor in, PlainDescriptor out) {
    return new Stdio(in, out);
  }

  /** What is read from; empty where it is not open. */
  public Optional<PlainDescriptor> input() {
    return Optional.ofNullable(in);
  }

  /** What is written to; empty where it is not open, and once it takes no more. */
  public Optional<PlainDescriptor> output() {
    return ended ? Optional.empty() : Optional.ofNullable(out);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return length > 0 && ahead.count() > 0
        ? ahead.take(bytes, offset, length)
        : take(bytes, offset, length);
  }

  private int take(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int count = in == null ? 0 : in.read(bytes, offset, length, until());
    return count == 0 ? -1 : count;
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    if (buffer.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    byte[] bytes = new byte[buffer.remaining()];
    int count = read(bytes, 0, bytes.length);
    if (count > 0) {
      buffer.put(bytes, 0, count);
    }
    return count;
  }

  @Override
  public void awaitReadable() throws IOException {
    if (ahead.count() == 0 && in != null) {
      in.awaitReadable(until());
    }
  }

  @Override
  public boolean hasMore() {
    if (ahead.count() > 0) {
      return true;
    }
    if (in == null || !in.isOpen()) {
      return false;
    }
    try {
      in.awaitReadable(in.kind() == Kind.PIPE ? Deadline.in(HESITATION) : Deadline.NOW);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public ReadAhead ahead() {
    return ahead;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (out != null) {
      out.write(bytes, offset, length, until());
    }
  }

  @Override
  public void write(ByteBuffer buffer) throws IOException {
    byte[] bytes = MemorySegment.ofBuffer(buffer).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    write(bytes, 0, bytes.length);
    buffer.position(buffer.limit());
  }

  /** Closes what is written to, so that its reader meets the end. */
  @Override
  public void closeWrite() throws IOException {
    ended = true;
    if (out != null && out.isOpen()) {
      if (out.number() <= 2) {
        // The descriptor itself goes, and not the use of it alone.
        PlainDescriptor.of(out.number()).close();
      }
      out.close();
    }
  }

  @Override
  public void close() {
    if (in != null) {
      in.close();
    }
    if (out != null) {
      out.close();
    }
  }

  @Override
  public void abort() {
    close();
  }

  @Override
  public boolean isOpen() {
    return in != null && in.isOpen() || out != null && out.isOpen();
  }

  @Override
  public void timeout(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public void deadline(Deadline deadline) {
    this.deadline = deadline;
  }

  private Deadline until() {
    Duration bound = timeout;
    return bound == null ? deadline : Deadline.in(bound).sooner(deadline);
  }

  @Override
  public Address localAddress() {
    return Unix.UNNAMED;
  }

  @Override
  public Address peerAddress() {
    return Unix.UNNAMED;
  }

  @Override
  public Optional<PeerCredentials> credentials() {
    return Optional.empty();
  }

  /**
   * There is none.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public Socket socket() {
    throw new UnsupportedOperationException("standard input and output are no socket");
  }

  @Override
  public String toString() {
    return "standard input and output";
  }
}
