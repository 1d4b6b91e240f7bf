package mortise.cli.relay;

import java.io.IOException;
import java.util.Optional;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.server.ReadAhead;

/** A connection whose other side ends its lines by CR LF, and this one by LF alone. */
final class Crlf extends FilteringConnection {
  private final ReadAhead ahead = new ReadAhead(this::receive);

  /** Whether a CR has come whose LF may follow. */
  private boolean held;

  private boolean ended;

  /** Whether what was written last ended with a CR, so that a LF needs none. */
  private boolean wroteReturn;

  Crlf(Connection inner) {
    super(inner);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return ahead.count() > 0 ? ahead.take(bytes, offset, length) : receive(bytes, offset, length);
  }

  private int receive(byte[] bytes, int offset, int length) throws IOException {
    byte[] part = new byte[Math.max(1, length - 1)];
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
