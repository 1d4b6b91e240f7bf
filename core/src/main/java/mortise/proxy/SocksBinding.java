package mortise.proxy;

import java.io.IOException;
import mortise.net.Deadline;
import mortise.server.Connection;
import org.jspecify.annotations.Nullable;

/** A proxy that listens for this client, BIND of SOCKS. One connection comes of it. */
public final class SocksBinding implements AutoCloseable {
  private final Connection connection;
  private final Target address;
  private final Reply reply;
  private boolean accepted;
  private @Nullable Target peer;

  /** The second reply of the proxy. */
  interface Reply {
    Target await() throws IOException;
  }

  SocksBinding(Connection connection, Target address, Reply reply) {
    this.connection = connection;
    this.address = address;
    this.reply = reply;
  }

  /** The address of the proxy's listener, for the peer. */
  public Target address() {
    return address;
  }

  /**
   * Waits until the peer has connected to the proxy. What comes is the connection with it, and the
   * caller's to close.
   *
   * @throws ProxyFailure when the proxy gives up
   * @throws java.net.SocketTimeoutException when the deadline passes first; it may be tried again
   */
  public Connection accept(Deadline deadline) throws IOException {
    if (accepted) {
      throw new IllegalStateException("the connection from " + peer + " was accepted before");
    }
    connection.deadline(deadline);
    peer = reply.await();
    connection.deadline(Deadline.NEVER);
    accepted = true;
    return connection;
  }

  /** The address of the accepted peer, as reported by the proxy; null before. */
  public @Nullable Target peer() {
    return peer;
  }

  /** Ends the binding where nothing was accepted. */
  @Override
  public void close() {
    if (!accepted) {
      connection.close();
    }
  }
}
