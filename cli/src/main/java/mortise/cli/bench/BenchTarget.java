package mortise.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import mortise.net.Address;
import mortise.net.CloseGuard;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Resolver;
import mortise.net.Socket;
import mortise.net.SocketConfig;
import mortise.net.TcpOption;
import mortise.net.Type;
import mortise.server.Connection;
import mortise.tls.TlsClient;

/**
 * The server to connect to.
 *
 * @param host the name that its certificate has to be for
 * @param tls null for none
 */
public record BenchTarget(Address address, String host, TlsClient tls) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Reads a place: {@code HOST:PORT}, {@code PORT} on loopback, a UNIX path or an abstract name.
   *
   * @throws IllegalArgumentException when it is something else
   * @throws java.net.UnknownHostException when the host has no address
   */
  public static BenchTarget parse(String text, TlsClient tls) throws IOException {
    if (text.startsWith("/") || text.matches("(unix|vsock):.*|@.*")) {
      return new BenchTarget(Address.parse(text), "localhost", tls);
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon).replaceAll("[\\[\\]]", "");
    String port = text.substring(colon + 1);
    if (host.isEmpty() || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 0xffff) {
      throw new IllegalArgumentException("invalid address '" + text + "' (e.g. HOST:5001, /path)");
    }
    List<Address> all =
        Resolver.resolve(
            host, Integer.parseInt(port), Family.UNSPEC, Type.STREAM, Deadline.after(PATIENCE));
    return new BenchTarget(all.getFirst(), host, tls);
  }

  Connection connect() throws IOException {
    Deadline deadline = Deadline.after(PATIENCE);
    Socket socket = SocketConfig.STREAM.connect(address, deadline);
    try (CloseGuard guard = new CloseGuard(socket)) {
      if (address instanceof Inet) {
        socket.option(TcpOption.TCP_NODELAY, true);
      }
      Connection plain = Connection.of(socket);
      if (tls == null) {
        return guard.release(plain);
      }
      plain.deadline(deadline);
      Connection secure = tls.connect(plain, host);
      secure.deadline(Deadline.NEVER);
      return guard.release(secure);
    }
  }

  Socket datagrams() throws IOException {
    return SocketConfig.DGRAM.connect(address, Deadline.NEVER);
  }
}
