package mortise.cli.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.server.ReadAhead;
import mortise.server.TlsInfo;
import mortise.tls.DtlsConnection;

/**
 * Messages of DTLS as a connection: what is written goes out in messages that fit into a datagram,
 * and what comes is read in order. DTLS has no halves: most peers take close_notify for the end of
 * both directions. So a client, who waits for answers, sends it when the whole is closed, and a
 * listener when its input ends.
 */
public final class DtlsStream extends FilteringConnection {
  /** What fits into 1400 bytes with every cipher. */
  private static final int MESSAGE = 1300;

  private final DtlsConnection messages;
  private final boolean listens;
  private final ReadAhead ahead = new ReadAhead(this::receive);
  private volatile Duration timeout;
  private volatile Deadline deadline = Deadline.NEVER;

  private DtlsStream(DtlsConnection messages, Socket socket, boolean listens) {
    super(Connection.of(socket));
    this.messages = messages;
    this.listens = listens;
  }

  /** The stream of a client to its server, whose socket is connected. */
  public static Connection ofClient(DtlsConnection messages, Socket socket) {
    return new DtlsStream(messages, socket, false);
  }

  /**
   * The stream of a listener to a peer.
   *
   * @param socket what carries the datagrams, which may be those of other peers too
   */
  public static Connection ofListener(DtlsConnection messages, Socket socket) {
    return new DtlsStream(messages, socket, true);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    return ahead.count() > 0 ? ahead.take(bytes, offset, length) : receive(bytes, offset, length);
  }

  /** Takes a message; what there is no room for goes ahead. */
  private int receive(byte[] bytes, int offset, int length) throws IOException {
    Duration bound = timeout;
    Duration left = deadline == Deadline.NEVER ? null : deadline.remaining();
    messages.timeout(left == null || bound != null && bound.compareTo(left) < 0 ? bound : left);
    byte[] message;
    do {
      message = messages.receive();
      if (message == null) {
        return -1;
      }
    } while (message.length == 0);
    int count = Math.min(length, message.length);
    System.arraycopy(message, 0, bytes, offset, count);
    if (count < message.length) {
      ahead.unread(message, count, message.length - count);
    }
    return count;
  }

  @Override
  public void awaitReadable() throws IOException {
    ahead.more(ahead.count() == 0 ? 1 : 0);
  }

  @Override
  public ReadAhead readAhead() {
    return ahead;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    write(ByteBuffer.wrap(bytes, offset, length));
  }

  @Override
  public void write(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      int count = Math.min(buffer.remaining(), MESSAGE);
      messages.send(buffer.slice(buffer.position(), count));
      buffer.position(buffer.position() + count);
    }
  }

  @Override
  public void closeWrite() throws IOException {
    if (listens) {
      messages.closeWrite();
    }
  }

  @Override
  public void close() {
    messages.close();
  }

  @Override
  public void abort() {
    messages.close();
  }

  @Override
  public void timeout(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public void deadline(Deadline deadline) {
    this.deadline = deadline;
  }

  @Override
  public Address peerAddress() throws IOException {
    return messages.peerAddress();
  }

  @Override
  public Address clientAddress() throws IOException {
    return messages.peerAddress();
  }

  @Override
  public Optional<TlsInfo> tls() {
    return Optional.of(messages.tls());
  }
}
