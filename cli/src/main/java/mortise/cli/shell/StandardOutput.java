package mortise.cli.shell;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Standard output for verbs that print. A writer of {@code java.io} keeps a failure to itself, so a
 * verb would keep writing into a closed pipe, or onto a disk that is full; this one throws {@link
 * OutputException}, which ends the verb.
 */
public final class StandardOutput extends OutputStream {
  private final OutputStream out;

  StandardOutput(OutputStream out) {
    this.out = out;
  }

  /** A writer to standard output, in UTF-8 as all names of files, that flushes each line. */
  public static PrintWriter writer() {
    OutputStream out = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    try {
      out.write(bytes, offset, count);
    } catch (IOException e) {
      throw new OutputException(e);
    }
  }
}
