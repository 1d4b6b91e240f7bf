package mortise.cli.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostAndPortTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8, -1",
    "10.0.0.1:80, 10.0.0.1, 80",
    ":80, '', 80",
    "*:80, '', 80",
    "::1, ::1, -1",
    "[::1], ::1, -1",
    "[::1]:80, ::1, 80",
    "[2001:db8::/32]:80, 2001:db8::/32, 80",
    "name, name, -1",
  })
  void placesAreRead(String text, String host, int port) {
    assertThat(HostAndPort.parse(text)).isEqualTo(new HostAndPort(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"host:x", "host:65536", "[::1]:", "host:"})
  void wrongPortsAreRefused(String text) {
    assertThatThrownBy(() -> HostAndPort.parse(text)).hasMessageContaining("(expected 0-65535)");
  }
}
