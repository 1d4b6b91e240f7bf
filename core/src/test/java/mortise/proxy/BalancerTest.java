package mortise.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.Server;
import mortise.testing.Loopback;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HAProxy and nginx in front of a server, and behind one. */
final class BalancerTest {
  private static final String HAPROXY =
      """
      defaults
        mode tcp
        timeout connect 5s
        timeout client 20s
        timeout server 20s
      listen front
        bind 127.0.0.1:PORT ACCEPT
        server one 127.0.0.1:SERVER OPTIONS
      """;

  private static final String NGINX =
      """
      load_module /usr/lib/nginx/modules/ngx_stream_module.so;
      daemon off;
      pid FOLDER/pid;
      error_log stderr;
      events {}
      stream {
        server {
          listen 127.0.0.1:PORT ACCEPT;
          proxy_pass 127.0.0.1:SERVER;
          OPTIONS
        }
      }
      """;

  @TempDir Path folder;

  private final List<ProxyHeader> headers = new CopyOnWriteArrayList<>();

  private Server server() throws IOException {
    return Server.of(
            connection -> {
              headers.add(((ProxiedConnection) connection).header());
              ProxyStageTest.tell(connection);
            })
        .through(ProxyStage.required())
        .listen(Inet4.LOOPBACK)
        .open();
  }

  private interface Use {
    void of(Inet front) throws Exception;
  }

  private void withBalancer(String program, Server server, String accept, String options, Use use)
      throws Exception {
    Inet front;
    try (Socket socket = Loopback.TCP4.bound()) {
      front = (Inet) socket.localAddress();
    }
    boolean nginx = program.equals("nginx");
    String text =
        (nginx ? NGINX : HAPROXY)
            .replace("PORT", "" + front.port())
            .replace("SERVER", "" + Served.port(server))
            .replace("ACCEPT", accept)
            .replace("OPTIONS", options)
            .replace("FOLDER", "" + folder);
    Path file = Files.writeString(folder.resolve("configuration"), text);
    List<Object> command =
        nginx
            ? List.of("nginx", "-p", folder, "-e", "stderr", "-c", file)
            : List.of("haproxy", "-db", "-f", file);
    try (Program balancer = Program.start(command)) {
      balancer.awaitListening(front.port());
      use.of(front);
    }
  }

  private static void talk(Inet front) throws IOException {
    try (Socket socket = Loopback.TCP4.client(front);
        Connection client = Connection.of(socket)) {
      client.timeout(Served.LONG);
      assertThat(client.readLine(200)).isEqualTo("" + socket.localAddress());
      assertThat(Served.said(client, "hello")).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "haproxy, send-proxy",
    "haproxy, send-proxy-v2",
    "haproxy, send-proxy-v2 proxy-v2-options crc32c",
    "nginx, proxy_protocol on;"
  })
  void clientIsTheOneOfTheBalancer(String program, String options) throws Exception {
    try (Server server = server()) {
      withBalancer(program, server, "", options, BalancerTest::talk);
      if (options.contains("crc32c")) {
        assertThat(headers.getFirst().tlv(Tlv.Crc32c.class)).isPresent();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"send-proxy", "send-proxy-v2"})
  void healthChecksAreNoClients(String options) throws Exception {
    try (Server server = server()) {
      String checked = options + " check inter 20ms check-send-proxy";
      withBalancer(
          "haproxy",
          server,
          "",
          checked,
          front -> {
            Until.holds(() -> headers.size() >= 3);
            assertThat(headers)
                .allMatch(header -> header.source().isEmpty() || options.equals("send-proxy"));
            talk(front);
          });
    }
  }

  @ParameterizedTest
  @CsvSource({"haproxy, accept-proxy", "nginx, proxy_protocol"})
  void balancersReadWhatWeSend(String program, String accept) throws Exception {
    String options =
        program.equals("nginx")
            ? "proxy_protocol on; set_real_ip_from 127.0.0.0/8;"
            : "send-proxy-v2";
    Inet client = Inet.of("192.0.2.33", 4444);
    try (Server server = server()) {
      withBalancer(
          program,
          server,
          accept,
          options,
          front -> {
            ProxyHeader header =
                ProxyHeader.of(client, Inet.of("192.0.2.1", 80))
                    .with(List.of(Tlv.Crc32c.RECKONED, new Tlv.Authority("a.example")));
            for (byte[] bytes : List.of(header.encode1(), header.encode2())) {
              try (Socket socket = Loopback.TCP4.client(front);
                  Connection connection = Connection.of(socket)) {
                connection.timeout(Served.LONG);
                connection.write(bytes);
                assertThat(connection.readLine(200)).isEqualTo("" + client);
              }
            }
          });
    }
  }
}
