package mortise.cli.relay;

import java.io.IOException;
import mortise.cli.hub.HubStream;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.server.Connection;
import mortise.server.FilteringConnection;

/**
 * A stream of a hub as a connection, over a socket that carries nothing, since every connection has
 * one.
 */
final class HubConnection extends FilteringConnection {
  private final HubStream stream;

  private HubConnection(HubStream stream, Socket socket) {
    super(Connection.of(socket));
    this.stream = stream;
  }

  /** Takes over a stream. */
  static HubConnection of(HubStream stream) throws IOException {
    try {
      return new HubConnection(stream, Socket.open(Family.INET, Type.DGRAM));
    } catch (IOException | RuntimeException | Error e) {
      stream.abort();
      throw e;
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return stream.read(bytes, offset, length);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    stream.write(bytes, offset, length);
  }

  @Override
  public void closeWrite() throws IOException {
    stream.closeWrite();
  }

  @Override
  public void close() {
    stream.close();
    super.close();
  }

  @Override
  public void abort() {
    stream.abort();
    super.close();
  }
}
