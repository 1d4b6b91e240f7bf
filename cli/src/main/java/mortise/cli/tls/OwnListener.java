package mortise.cli.tls;

import java.io.IOException;
import java.time.Duration;
import mortise.net.Address;
import mortise.net.CloseGuard;
import mortise.net.Deadline;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.server.Connection;
import mortise.tls.TlsClient;
import mortise.tls.Trust;

/** A connection of this program to its own listener, as a client of it has: for a replay. */
public final class OwnListener {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private OwnListener() {}

  /**
   * Connects.
   *
   * @param address where it listens; loopback where that is all addresses
   * @param tls whether clients begin with TLS; the certificate is this program's own, so it is not
   *     checked
   */
  public static Connection dial(Address address, boolean tls) throws IOException {
    Deadline until = Deadline.after(PATIENCE);
    Socket socket = Socket.open(address.family(), Type.STREAM);
    try (CloseGuard guard = new CloseGuard(socket)) {
      socket.connect(reachable(address), until);
      Connection plain = Connection.of(socket);
      if (tls) {
        plain.deadline(until);
        plain = TlsClient.of(Trust.insecureTrustAll()).connect(plain, "localhost");
        plain.deadline(Deadline.NEVER);
      }
      guard.release(socket);
      return plain;
    }
  }

  private static Address reachable(Address address) {
    return switch (address) {
      case Inet4 four when four.host().equals("0.0.0.0") -> Inet4.LOOPBACK.withPort(four.port());
      case Inet6 six when six.host().equals("::") -> Inet6.LOOPBACK.withPort(six.port());
      case Inet other -> other;
      default -> address;
    };
  }
}
