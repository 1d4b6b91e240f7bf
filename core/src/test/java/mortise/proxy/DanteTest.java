package mortise.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import mortise.net.Datagram;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.proxy.ProxyHop.Kind;
import mortise.server.Connection;
import mortise.server.Server;
import mortise.testing.Loopback;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dante's server, the one with all of SOCKS, for the dialer. */
final class DanteTest {
  private static final String CONFIGURATION =
      """
      logoutput: stderr
      internal: 127.0.0.1 port = PORT
      external: lo
      clientmethod: none
      socksmethod: none
      client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
      socks block { from: 0.0.0.0/0 to: 127.0.0.9/32 }
      socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 command: bind connect udpassociate bindreply udpreply }
      """;

  @TempDir Path folder;

  private interface Use {
    void of(int port) throws Exception;
  }

  private void withDante(Use use) throws Exception {
    int port;
    try (Socket socket = Loopback.TCP4.bound()) {
      port = ((Inet) socket.localAddress()).port();
    }
    Path file =
        Files.writeString(folder.resolve("danted.conf"), CONFIGURATION.replace("PORT", "" + port));
    try (Program dante = Program.start("danted", "-f", file, "-p", folder.resolve("pid"))) {
      dante.awaitListening(port);
      use.of(port);
    }
  }

  @Test
  void connectionsOfAllVersionsLeadOn() throws Exception {
    withDante(port -> {
      try (Server echo = Served.echo()) {
        for (Kind kind : new Kind[] {Kind.SOCKS4, Kind.SOCKS4A, Kind.SOCKS5}) {
          ProxyDialer dialer = ProxyDialer.through(ProxyHop.of(kind, "127.0.0.1", port));
          try (Connection connection = dialer.dial(Served.target(echo), Served.soon())) {
            assertThat(Served.said(connection, "hello")).isEqualTo("hello");
          }
        }
      }
      ProxyDialer dialer = ProxyDialer.through(ProxyHop.of(Kind.SOCKS5, "127.0.0.1", port));
      assertThatThrownBy(() -> dialer.dial("127.0.0.9", 1, Served.soon()))
          .isInstanceOf(ProxyFailure.class)
          .hasMessageEndingWith("connection not allowed by ruleset (2)");
    });
  }

  @Test
  void datagramsGoThereAndBack() throws Exception {
    withDante(port -> {
      try (Socket peer = Loopback.UDP.bound();
          SocksDatagrams datagrams =
              ProxyDialer.through(ProxyHop.of(Kind.SOCKS5, "127.0.0.1", port))
                  .datagrams(Served.soon())) {
        peer.timeout(Served.LONG);
        Target target = Target.of((Inet) peer.localAddress());
        datagrams.send(new byte[] {1, 2, 3}, target);
        Datagram got = peer.recvFrom(100);
        assertThat(got.data()).containsExactly(1, 2, 3);
        peer.sendTo(new byte[] {4}, got.sender());
        assertThat(datagrams.receive(Served.soon()))
            .isEqualTo(new SocksDatagram(target, new byte[] {4}));
      }
    });
  }

  @Test
  void bindAcceptsAPeer() throws Exception {
    withDante(port -> {
      ProxyDialer dialer = ProxyDialer.through(ProxyHop.of(Kind.SOCKS5, "127.0.0.1", port));
      try (SocksBinding binding = dialer.bind(new Target("127.0.0.1", 0), Served.soon());
          Socket peer = Loopback.TCP4.open()) {
        peer.connect(binding.address().numeric().orElseThrow());
        try (Connection connection = binding.accept(Served.soon())) {
          peer.sendAll(new byte[] {7});
          assertThat(connection.readExactly(1)).containsExactly(7);
        }
      }
    });
  }
}
