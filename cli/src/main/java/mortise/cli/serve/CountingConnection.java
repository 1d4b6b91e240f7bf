package mortise.cli.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.server.ReadAhead;

/** A connection whose bytes are counted as its handler sees them. */
final class CountingConnection extends FilteringConnection {
  // One thread reads and one writes, so each count has one writer.
  private final ReadAhead ahead = new ReadAhead(this::receive);
  private volatile long received;
  private volatile long sent;

  CountingConnection(Connection inner) {
    super(inner);
  }

  long received() {
    return received;
  }

  long sent() {
    return sent;
  }

  private int receive(byte[] bytes, int offset, int length) throws IOException {
    return came(inner.read(bytes, offset, length));
  }

  private int came(int count) {
    received += Math.max(0, count);
    return count;
  }

  @Override
  public ReadAhead readAhead() {
    return ahead;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return ahead.count() > 0
        ? ahead.take(bytes, offset, length)
        : came(inner.read(bytes, offset, length));
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    return ahead.count() > 0 ? ahead.take(buffer) : came(inner.read(buffer));
  }

  @Override
  public void awaitReadable() throws IOException {
    if (ahead.count() == 0) {
      inner.awaitReadable();
    }
  }

  @Override
  public boolean awaitRequest() throws IOException {
    return ahead.count() > 0 || inner.awaitRequest();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    inner.write(bytes, offset, length);
    sent += length;
  }

  @Override
  public void write(ByteBuffer buffer) throws IOException {
    int length = buffer.remaining();
    inner.write(buffer);
    sent += length;
  }

  @Override
  public long sendFile(Path file, long offset, long count) throws IOException {
    long length = inner.sendFile(file, offset, count);
    sent += length;
    return length;
  }
}
