package mortise.cli.nc;

import java.io.IOException;
import java.nio.ByteBuffer;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.tls.TruncatedException;

/**
 * TLS with a peer that may close without close_notify, as ncat does. A man in the middle could have
 * truncated the data; without verification he could have changed all of it too.
 */
final class LenientTruncation extends FilteringConnection {
  private final Log log;

  LenientTruncation(Connection inner, Log log) {
    super(inner);
    this.log = log;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return inner.read(bytes, offset, length);
    } catch (TruncatedException e) {
      log.verbose(ErrorMessages.of(e));
      return -1;
    }
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    try {
      return inner.read(buffer);
    } catch (TruncatedException e) {
      log.verbose(ErrorMessages.of(e));
      return -1;
    }
  }
}
