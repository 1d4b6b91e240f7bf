package mortise.server;

import java.io.IOException;
import java.io.OutputStream;

/** What a connection writes as an {@link OutputStream}. It buffers nothing. */
final class ConnectionOutput extends OutputStream {
  private final Connection connection;

  ConnectionOutput(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void write(int one) throws IOException {
    connection.write(new byte[] {(byte) one});
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    connection.write(bytes, offset, length);
  }

  @Override
  public void close() {
    connection.close();
  }
}
