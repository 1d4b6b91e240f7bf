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
  private static final PrintStream RAW = stream(new FileOutputStream(FileDescriptor.err));
  private static final PrintStream ESCAPED = stream(new StandardError(RAW));

  private final OutputStream out;

  StandardError(OutputStream out) {
    this.out = out;
  }

  private static PrintStream stream(OutputStream out) {
    return new PrintStream(out, true, StandardCharsets.UTF_8);
  }

  /** Makes it this process's {@link System#err}. */
  public static void install() {
    System.setErr(ESCAPED);
  }

  /** The stream for what draws: colours, lines that come and go. */
  public static PrintStream raw(PrintStream err) {
    return err == ESCAPED ? RAW : err;
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
