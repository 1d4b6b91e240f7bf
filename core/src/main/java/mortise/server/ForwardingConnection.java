package mortise.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.BufferConsumer;
import mortise.net.Socket;

/**
 * A connection that forwards every call to another one: for a {@link Stage} that changes a
 * property, such as the client's address, and leaves the bytes alone. It keeps pooled buffers,
 * sendfile(2) and {@link #bareSocket} of the inner connection. {@link FilteringConnection} is for
 * bytes.
 */
public class ForwardingConnection extends DelegatingConnection {
  protected ForwardingConnection(Connection inner) {
    super(inner);
  }

  /** Wraps a connection with the client address that a load balancer or a proxy has sent. */
  public static Connection ofClient(Connection inner, Address client) {
    Objects.requireNonNull(client);
    return new ForwardingConnection(inner) {
      @Override
      public Address clientAddress() {
        return client;
      }
    };
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    return inner.read(buffer);
  }

  @Override
  public int read(BufferConsumer consumer) throws IOException {
    return inner.read(consumer);
  }

  @Override
  public void write(ByteBuffer buffer) throws IOException {
    inner.write(buffer);
  }

  @Override
  public long sendFile(Path file, long offset, long count) throws IOException {
    return inner.sendFile(file, offset, count);
  }

  @Override
  public Optional<Socket> bareSocket() {
    return inner.bareSocket();
  }
}
