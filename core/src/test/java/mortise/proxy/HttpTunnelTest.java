package mortise.proxy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import mortise.net.SocketPair;
import mortise.server.Connection;
import mortise.testing.Loopback;
import org.junit.jupiter.api.Test;

final class HttpTunnelTest {
  /** No read waits, so that no deadline would end it. */
  @Test
  void endlessInterimResponsesFail() throws Exception {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair();
        Connection proxy = Connection.of(pair.first())) {
      String one = "HTTP/1.1 100 Continue\r\n\r\n";
      pair.second().sendAll(one.repeat(20).getBytes(StandardCharsets.US_ASCII));
      HttpTunnel tunnel =
          new HttpTunnel(proxy, new HttpAnswer(ProxyHop.parse("http://127.0.0.1:1")));
      assertThatThrownBy(() -> tunnel.open(Target.parse("a.example:80")))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("16 interim");
    }
  }
}
