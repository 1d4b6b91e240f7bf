package mortise.cli.relay;

import java.io.IOException;
import java.util.Optional;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.server.ReadAhead;

/** Converts line ends: CR LF on the inner connection, LF on this one. */
final class Crlf extends FilteringConnection {
  private final ReadAhead ahead = new ReadAhead(this::receive);

  /** Whether the last byte read was a CR, which is held back until the next byte. */
  private boolean held;

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
        if (!held) {
          bytes[to++] = part[i];
        }
      }
      if (to > offset) {
        return to - offset;
      }
    }
    return -1;
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

  @Override
  public Optional<Socket> bareSocket() {
    return Optional.empty();
  }
}
