package mortise.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.time.Duration;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.net.TcpOption;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ListenerTest {
  /**
   * With TCP_DEFER_ACCEPT a handshake is under way until the first byte, tcp(7), so that there is
   * time to look at one.
   */
  @NeedsLinux("TCP_DEFER_ACCEPT")
  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6"})
  void handshakeUnderWayIsCompletedAndNoNewOneBegun(Loopback kind) throws Exception {
    kind.open().close();
    ListenerConfig config =
        ListenerConfig.at(kind.anywhere()).with(TcpOption.TCP_DEFER_ACCEPT, Duration.ofSeconds(20));
    Listener listener = Listener.open(config, null);
    try (Socket underWay = kind.client(listener.address());
        Socket late = kind.open()) {
      assertThatThrownBy(() -> listener.socket().accept(Deadline.NOW))
          .isInstanceOf(SocketTimeoutException.class);
      listener.refuseNew();
      assertThatThrownBy(
              () -> late.connect(listener.address(), Deadline.after(Duration.ofMillis(100))))
          .isInstanceOf(SocketTimeoutException.class);
      underWay.send("now".getBytes(UTF_8));
      try (Socket accepted = listener.socket().accept(Deadline.after(Duration.ofSeconds(20)))) {
        assertThat(accepted.recv(9)).asString(UTF_8).isEqualTo("now");
      }
    } finally {
      listener.close();
    }
  }
}
