package mortise.proxy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.function.Predicate;
import mortise.net.Deadline;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.server.Connection;

/**
 * BIND of a SOCKS server: listens on the address that the client connected to, reports the port,
 * accepts one connection from the expected host, reports its address, and relays bytes.
 */
final class SocksBind {
  private final Connection client;
  private final SocksReplies replies;
  private final ProxySettings settings;

  SocksBind(Connection client, SocksReplies replies, ProxySettings settings) {
    this.client = client;
    this.replies = replies;
    this.settings = settings;
  }

  /**
   * Serves the client to its end.
   *
   * @param expected the host that may connect; any permitted host if unspecified
   */
  void serve(Target expected) throws IOException {
    try (Socket peer = accept(expected, Deadline.after(settings.dial()))) {
      client.write(replies.success((Inet) peer.peerAddress()));
      BidirectionalRelay.between(client, Connection.of(peer), settings.idle());
    } catch (Failed e) {
      client.write(replies.refusal(SocksReplies.code(e.cause)));
    }
  }

  /** That there is no peer, and why; what the client itself does wrong is not among it. */
  private static final class Failed extends Exception {
    private static final long serialVersionUID = 1;

    final IOException cause;

    Failed(IOException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  private Socket accept(Target expected, Deadline deadline) throws IOException, Failed {
    try (Socket listener = listen()) {
      Predicate<Inet> expects = expects(expected, deadline);
      client.write(replies.success((Inet) listener.localAddress()));
      return accept(listener, expects, deadline);
    }
  }

  private Socket listen() throws Failed {
    try {
      if (client.localAddress() instanceof Inet here) {
        return Socket.listener(Targets.unmapped(here).withPort(0));
      }
      throw new IOException("BIND needs a client with an IP address");
    } catch (IOException e) {
      throw new Failed(e);
    }
  }

  private Predicate<Inet> expects(Target expected, Deadline deadline) throws Failed {
    Inet host = expected.numeric().orElse(Inet4.LOOPBACK).withPort(0);
    if (host.equals(Inet4.ANY) || host.equals(Inet6.ANY)) {
      return settings.targets()::permits;
    }
    try {
      List<Inet> hosts = settings.targets().resolve(expected, Type.STREAM, deadline);
      return peer -> hosts.stream().anyMatch(one -> one.host().equals(peer.host()));
    } catch (IOException e) {
      throw new Failed(e);
    }
  }

  private static Socket accept(Socket listener, Predicate<Inet> expects, Deadline deadline)
      throws Failed {
    try {
      while (true) {
        Socket peer = listener.accept(deadline);
        if (expects.test(Targets.unmapped((Inet) peer.peerAddress()))) {
          return peer;
        }
        peer.close();
        // A connection that waits already comes whatever the time, and a flood of them never ends.
        if (deadline.remaining().isZero()) {
          throw new SocketTimeoutException("no connection from the requested host");
        }
      }
    } catch (IOException e) {
      throw new Failed(e);
    }
  }
}
