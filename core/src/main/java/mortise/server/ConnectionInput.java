package mortise.server;

import java.io.IOException;
import java.io.InputStream;

/** What a connection reads as an {@link InputStream}. It buffers nothing. */
final class ConnectionInput extends InputStream {
  private final Connection connection;

  ConnectionInput(Connection connection) {
    this.connection = connection;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return connection.read(one) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return connection.read(bytes, offset, length);
  }

  /** What was read ahead; what the kernel holds is not counted. */
  @Override
  public int available() {
    return connection.readAhead().count();
  }

  @Override
  public void close() {
    connection.close();
  }
}
