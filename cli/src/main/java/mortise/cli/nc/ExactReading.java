package mortise.cli.nc;

import java.util.Optional;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.server.ReadAhead;

/**
 * A connection of which lines and headers are read byte by byte, so that nothing behind them is
 * taken out of the socket.
 */
final class ExactReading extends FilteringConnection {
  private final ReadAhead ahead =
      new ReadAhead((bytes, offset, length) -> inner.read(bytes, offset, 1));

  ExactReading(Connection inner) {
    super(inner);
  }

  @Override
  public ReadAhead readAhead() {
    return ahead;
  }

  @Override
  public Optional<Socket> bareSocket() {
    return inner.bareSocket();
  }
}
