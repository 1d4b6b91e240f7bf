package mortise.cli.flow;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.PeerCredentials;
import mortise.net.Socket;
import mortise.net.Unix;
import mortise.process.FileType;
import mortise.process.OpenMode;
import mortise.process.PlainDescriptor;
import mortise.server.Connection;
import mortise.server.ReadAhead;

/**
 * Descriptors that are no sockets as a connection: standard input and output, the pipes of a child,
 * a terminal, a file. Either way may be missing: then it reads as ended, or what is written is
 * thrown away.
 */
public final class DescriptorConnection implements Connection, Pollable {
  /** How long, in milliseconds, a program that fills a pipe may take for its next bytes. */
  private static final long HESITATION = 200;

  private static final int LAST_STANDARD = 2;
  private static final Path NOTHING = Path.of("/dev/null");

  private final PlainDescriptor source;
  private final PlainDescriptor sink;
  private final String name;
  private final AutoCloseable more;
  private final ReadAhead ahead = new ReadAhead(this::receive);
  private volatile Duration timeout;
  private volatile Deadline deadline = Deadline.NEVER;

  /**
   * Two ways, of which one may be null, or both the same.
   *
   * @param more what is closed with them, such as a child; or null
   */
  public DescriptorConnection(
      PlainDescriptor source, PlainDescriptor sink, String name, AutoCloseable more) {
    this.source = source;
    this.sink = sink;
    this.name = name;
    this.more = more;
  }

  /** A connection of two descriptors that owns no other resource. */
  public DescriptorConnection(PlainDescriptor source, PlainDescriptor sink, String name) {
    this(source, sink, name, null);
  }

  /**
   * Standard input and output of this process, which stay open when this is closed. Where the
   * process was started without them reading meets the end, and writing fails with EBADF.
   */
  public static DescriptorConnection ofProcess() throws IOException {
    Optional<PlainDescriptor> out = PlainDescriptor.inherited(1);
    return new DescriptorConnection(
        PlainDescriptor.inherited(0).orElse(null),
        out.isPresent() ? out.get() : nothing(),
        "standard input and output");
  }

  /**
   * {@code /dev/null}, to be read alone, which stands in the place of a standard stream that this
   * process was started without, as the launcher has it too: reading meets the end, and what cannot
   * be written does not vanish but fails.
   */
  public static PlainDescriptor nothing() throws IOException {
    return PlainDescriptor.open(NOTHING, OpenMode.READ);
  }

  /** Where the bytes come from; empty where nothing can be read. */
  public Optional<PlainDescriptor> source() {
    return Optional.ofNullable(source);
  }

  /** Where the bytes go; empty where nothing can be written, or no more. */
  public Optional<PlainDescriptor> sink() {
    return sink == null || !sink.isOpen() ? Optional.empty() : Optional.of(sink);
  }

  /**
   * Whether {@link #closeWrite} can half-close: not on a terminal, where it would close both
   * directions.
   */
  public boolean detectsClose() {
    return sink != null && sink != source && sink.fileType() != FileType.TERMINAL;
  }

  private Deadline until() {
    return timeout == null ? deadline : Deadline.after(timeout).sooner(deadline);
  }

  private int receive(byte[] bytes, int offset, int length) throws IOException {
    if (source == null) {
      return -1;
    }
    int count = source.read(bytes, offset, length, until());
    return count == 0 ? -1 : count;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    return ahead.count() > 0 ? ahead.take(bytes, offset, length) : receive(bytes, offset, length);
  }

  @Override
  public void awaitReadable() throws IOException {
    if (ahead.count() == 0 && source != null) {
      source.awaitReadable(until());
    }
  }

  @Override
  public boolean hasMore() {
    return isReadable(Deadline.NOW);
  }

  @Override
  public long pauseMillis() {
    return source != null && source.isOpen() && source.fileType() == FileType.PIPE ? HESITATION : 0;
  }

  /** Whether there is more now, or after the pause of a program that fills a pipe. */
  public boolean hasMoreSoon() {
    return isReadable(Deadline.after(Duration.ofMillis(pauseMillis())));
  }

  private boolean isReadable(Deadline until) {
    if (ahead.count() > 0) {
      return true;
    }
    if (source == null || !source.isOpen()) {
      return false;
    }
    try {
      source.awaitReadable(until);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public ReadAhead readAhead() {
    return ahead;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (sink != null) {
      sink.write(bytes, offset, length, until());
    }
  }

  /** Closes what is written to, so that its reader meets the end. */
  @Override
  public void closeWrite() throws IOException {
    if (detectsClose() && sink.isOpen()) {
      if (sink.number() <= LAST_STANDARD) {
        // The descriptor itself goes, and not the use of it alone.
        PlainDescriptor.of(sink.number()).close();
      }
      sink.close();
    }
  }

  @Override
  public void close() {
    if (source != null) {
      source.close();
    }
    if (sink != null) {
      sink.close();
    }
    if (more != null) {
      try {
        more.close();
      } catch (Exception _) {
        // What has ended cannot be ended again.
      }
    }
  }

  @Override
  public void abort() {
    close();
  }

  @Override
  public boolean isOpen() {
    return source != null && source.isOpen() || sink != null && sink.isOpen();
  }

  @Override
  public void timeout(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public void deadline(Deadline deadline) {
    this.deadline = deadline;
  }

  /** Has none: the unnamed one. */
  @Override
  public Address localAddress() {
    return Unix.UNNAMED;
  }

  /** Has none: the unnamed one. */
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
   * @throws IllegalStateException always
   */
  @Override
  public Socket socket() {
    throw new IllegalStateException(name + " is no socket");
  }

  @Override
  public String toString() {
    return name;
  }
}
