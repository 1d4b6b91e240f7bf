package mortise.cli.nc;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.PeerCredentials;
import mortise.net.Platform;
import mortise.net.Printable;
import mortise.net.Unix;
import mortise.net.Vsock;
import mortise.server.Connection;
import mortise.server.TlsInfo;

/**
 * The environment of a program with the peer's data: ncat's variables, and further ones for TLS and
 * the peer of a UNIX socket.
 */
final class ChildEnvironment {
  private ChildEnvironment() {}

  /**
   * The variables for one conversation.
   *
   * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}, as ncat calls UNIX and vsock too
   */
  static Map<String, String> of(Connection connection, String protocol) throws IOException {
    Map<String, String> variables = new LinkedHashMap<>();
    put(variables, "NCAT_REMOTE", connection.clientAddress());
    put(variables, "NCAT_LOCAL", connection.localAddress());
    variables.put("NCAT_PROTO", protocol);
    if (Platform.current() == Platform.LINUX) {
      connection.credentials().ifPresent(peer -> put(variables, peer));
    }
    connection.tls().ifPresent(tls -> put(variables, tls));
    return variables;
  }

  private static void put(Map<String, String> variables, String name, Address address) {
    String host =
        switch (address) {
          case Inet inet -> inet.host();
          case Vsock vsock -> Long.toString(vsock.cid());
          case Unix _ -> "localhost";
          default -> address.toString();
        };
    String port =
        switch (address) {
          case Inet inet -> Integer.toString(inet.port());
          case Vsock vsock -> Long.toString(vsock.port());
          default -> "";
        };
    variables.put(name + "_ADDR", host);
    variables.put(name + "_PORT", port);
  }

  /** What the peer chose is one line, and without the NUL that ends a variable. */
  private static void put(Map<String, String> variables, String name, String chosen) {
    variables.put(name, Printable.line(chosen));
  }

  private static void put(Map<String, String> variables, PeerCredentials peer) {
    variables.put("NCAT_PEER_PID", Integer.toString(peer.pid()));
    variables.put("NCAT_PEER_UID", Integer.toUnsignedString(peer.uid()));
    variables.put("NCAT_PEER_GID", Integer.toUnsignedString(peer.gid()));
  }

  private static void put(Map<String, String> variables, TlsInfo tls) {
    variables.put("NCAT_SSL_VERSION", tls.protocol());
    variables.put("NCAT_SSL_CIPHER", tls.cipherSuite());
    tls.serverName().ifPresent(name -> put(variables, "NCAT_SSL_SERVERNAME", name));
    tls.alpnProtocol().ifPresent(name -> put(variables, "NCAT_SSL_ALPN", name));
    if (!tls.peerCertificates().isEmpty()) {
      put(
          variables,
          "NCAT_SSL_SUBJECT",
          tls.peerCertificates().getFirst().getSubjectX500Principal().getName());
    }
  }
}
