package mortise.cli.shell;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import mortise.net.ByteText;
import mortise.net.Printable;

/**
 * Standard error in UTF-8. What is printed on {@link System#err} is escaped on the way, line feeds
 * excepted: the last line of defence of a terminal and a log against what a peer has sent, behind
 * stack traces, logs and messages of the JDK too. Whatever draws there uses {@link #raw}.
 */
public final class StandardError extends OutputStream {
  /** What the installed stream writes to, and that stream; guarded by the class. */
  private static PrintStream raw;

  private static PrintStream escaped;

  private static final Bottom BOTTOM = new Bottom();

  private final OutputStream out;

  /** The descriptor, or what stands in for it. */
  private static final class Bottom extends OutputStream {
    private final OutputStream descriptor = new FileOutputStream(FileDescriptor.err);
    private volatile OutputStream out = descriptor;

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      out.write(bytes, offset, count);
    }
  }

  StandardError(OutputStream out) {
    this.out = out;
  }

  private static PrintStream stream(OutputStream out) {
    return new PrintStream(out, true, StandardCharsets.UTF_8);
  }

  /** Makes it this process's {@link System#err}. */
  public static void install() {
    install(BOTTOM);
  }

  /** Installs a standard error that writes to {@code out}; returns the new {@link System#err}. */
  static synchronized PrintStream install(OutputStream out) {
    raw = stream(out);
    escaped = stream(new StandardError(raw));
    System.setErr(escaped);
    return escaped;
  }

  /** The stream for what draws: colours, lines that come and go. */
  public static synchronized PrintStream raw(PrintStream err) {
    return err == escaped ? raw : err;
  }

  /**
   * Sends all that this process would write to its standard error elsewhere, while the terminal is
   * drawn on as a whole; null ends that.
   */
  static void divert(OutputStream elsewhere) {
    BOTTOM.out = elsewhere == null ? BOTTOM.descriptor : elsewhere;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /** A PrintStream writes whole characters. */
  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    byte[] text = new byte[count];
    System.arraycopy(bytes, offset, text, 0, count);
    out.write(ByteText.encode(Printable.lines(ByteText.decode(text))));
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
