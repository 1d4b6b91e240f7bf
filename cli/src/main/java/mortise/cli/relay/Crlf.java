package mortise.cli.relay;

import java.io.IOException;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.server.ReadAhead;

/** Converts line ends: CR LF on the inner connection, LF on this one. */
final class Crlf extends FilteringConnection {
  private final ReadAhead ahead = new ReadAhead(this::receive);

  /** Whether the last byte read was a CR, which is held back until the next byte. */
  private boolean held;

  /** A byte that had no room behind a held CR in a read of one byte, or -1. */
  private int spare = -1;

  private boolean ended;

  /** Whether the last byte written was a CR, so a LF gets no other one. */
  private boolean wroteReturn;

  Crlf(Connection inner) {
    super(inner);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return ahead.count() > 0 ? ahead.take(bytes, offset, length) : receive(bytes, offset, length);
  }

  private int receive(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (spare >= 0) {
      bytes[offset] = (byte) spare;
      spare = -1;
      return 1;
    }
    byte[] part = new byte[Math.max(1, length - 1)]; // leaves room for a held CR
    while (!ended) {
      int count = inner.read(part);
      int to = offset;
      if (count < 0) {
        ended = true;
        if (held) {
          bytes[to++] = '\r';
        }
      }
      for (int i = 0; i < count; i++) {
        if (held && part[i] != '\n') {
          bytes[to++] = '\r';
        }
        held = part[i] == '\r';
        if (!held && to < offset + length) {
          bytes[to++] = part[i];
        } else if (!held) {
          spare = part[i] & 0xff;
        }
      }
      if (to > offset) {
        return to - offset;
      }
    }
    return -1;
  }

  @Override
  public void awaitReadable() throws IOException {
    if (ahead.count() == 0 && spare < 0) {
      inner.awaitReadable();
    }
  }

  @Override
  public ReadAhead readAhead() {
    return ahead;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    byte[] longer = new byte[2 * length];
    int to = 0;
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '\n' && !wroteReturn) {
        longer[to++] = '\r';
      }
      longer[to++] = bytes[i];
      wroteReturn = bytes[i] == '\r';
    }
    inner.write(longer, 0, to);
  }
}
