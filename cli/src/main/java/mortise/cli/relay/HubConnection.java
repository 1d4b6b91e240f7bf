package mortise.cli.relay;

import java.io.IOException;
import mortise.cli.hub.HubStream;

/** A stream of a hub as a connection. */
final class HubConnection extends AddresslessConnection {
  private final HubStream stream;

  private HubConnection(HubStream stream) throws IOException {
    this.stream = stream;
  }

  /** Takes over a stream. */
  static HubConnection of(HubStream stream) throws IOException {
    try {
      return new HubConnection(stream);
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
