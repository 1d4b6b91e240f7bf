package mortise.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** A connection as a {@link ByteChannel}, for code that wants one. */
final class ConnectionChannel implements ByteChannel {
  private final Connection connection;

  ConnectionChannel(Connection connection) {
    this.connection = connection;
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    return connection.read(buffer);
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    int count = buffer.remaining();
    connection.write(buffer);
    return count;
  }

  @Override
  public boolean isOpen() {
    return connection.isOpen();
  }

  @Override
  public void close() {
    connection.close();
  }
}
