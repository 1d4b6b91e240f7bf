package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Addresses to and from the JDK's. */
final class JavaAddressTest {
  static List<Address> addresses() {
    return List.of(
        Inet4.LOOPBACK.withPort(80),
        Inet4.ANY,
        Inet.of("::1", 443),
        Inet6.of(Inet.of("fe80::1", 1).bytes(), 65535).withScope(1),
        Unix.of("/run/socket"),
        Unix.of("relative"),
        Unix.of("/grüß"),
        Unix.UNNAMED,
        Unix.ofAbstract("name"),
        Unix.ofAbstract(new byte[] {0, 1, (byte) 0xff}),
        Address.parse("vsock:2:1024"),
        RawAddress.of(new Family(99), new byte[] {1, 2, 3}));
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void addressComesBackAsItWent(Address address) {
    SocketAddress java = address.toJava();
    assertThat(Address.of(java)).isEqualTo(address);
    assertThat(java).isEqualTo(address.toJava()).hasSameHashCodeAs(address.toJava());
  }

  @Test
  void jdkGetsItsOwnClassesWhereItHasThem() {
    assertThat(Inet4.LOOPBACK.withPort(80).toJava())
        .isEqualTo(new InetSocketAddress("127.0.0.1", 80));
    assertThat(Unix.of("/run/socket").toJava())
        .isEqualTo(UnixDomainSocketAddress.of("/run/socket"));
    assertThat(Unix.UNNAMED.toJava()).isEqualTo(UnixDomainSocketAddress.of(""));
    assertThat(Unix.ofAbstract("name").toJava())
        .isNotInstanceOf(UnixDomainSocketAddress.class)
        .hasToString("unix:@name")
        .isNotEqualTo(Unix.of("@name").toJava());
  }

  @Test
  void whatHasNoAddressIsRefused() {
    assertThatThrownBy(() -> Address.of(InetSocketAddress.createUnresolved("example", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not resolved");
    SocketAddress other =
        new SocketAddress() {
          private static final long serialVersionUID = 1;
        };
    assertThatThrownBy(() -> Address.of(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(other.getClass().getName());
    assertThatThrownBy(() -> Address.of(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void scopeOfTheJdkIsKept() throws IOException {
    InetAddress local = InetAddress.getByName("fe80::1%1");
    assertThat(Address.of(new InetSocketAddress(local, 5)))
        .isEqualTo(Inet6.of(local.getAddress(), 5).withScope(1));
  }
}
