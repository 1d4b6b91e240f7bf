package mortise.cli.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import mortise.net.ByteText;
import mortise.net.Printable;

/** The last lines that were written, of which each keeps a bounded part. Thread-safe. */
final class MessageLines extends OutputStream {
  private static final int MOST = 100;
  private static final int LONGEST = 4096;

  /** Guarded by this, as the next one. */
  private final Deque<byte[]> lines = new ArrayDeque<>();

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  @Override
  public synchronized void write(int b) {
    if (b == '\n') {
      end();
    } else if (line.size() < LONGEST) {
      line.write(b);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      write(bytes[i]);
    }
  }

  private void end() {
    lines.add(line.toByteArray());
    line.reset();
    if (lines.size() > MOST) {
      lines.remove();
    }
  }

  /** The last lines, at most so many, escaped. */
  synchronized List<String> last(int count) {
    return lines.stream()
        .skip(Math.max(0, lines.size() - count))
        .map(bytes -> Printable.line(ByteText.decode(bytes)))
        .toList();
  }

  /** Writes them to a stream, as they came. */
  synchronized void copyTo(OutputStream out) throws IOException {
    if (line.size() > 0) {
      end();
    }
    for (byte[] each : lines) {
      out.write(each);
      out.write('\n');
    }
    out.flush();
  }
}
