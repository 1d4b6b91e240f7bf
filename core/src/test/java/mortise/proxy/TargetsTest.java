package mortise.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import mortise.net.Inet;
import mortise.net.Type;
import mortise.server.AccessList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a proxy may connect to. */
final class TargetsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0.1.2.3",
        "169.254.169.254",
        "224.0.0.1",
        "239.255.255.255",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "febf::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254"
      })
  void hostItselfAndItsLinksAreRefusedUnlessAllowed(String host) {
    Inet address = Inet.of(host, 80);
    assertThat(Targets.USUAL.permits(address)).isFalse();
    assertThat(Targets.USUAL.allow(a -> true).permits(address)).isTrue();
    assertThat(Targets.USUAL.allow(a -> true).deny(a -> true).permits(address)).isFalse();
    assertThat(Targets.USUAL.deny(a -> true).allow(a -> true).permits(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1", "128.0.0.1", "126.255.255.255", "169.253.0.1", "169.255.0.1", "223.255.255.255",
        "240.0.0.1", "::2", "fec0::1", "fe7f::1", "2001:db8::1", "::ffff:10.0.0.1"
      })
  void othersArePermittedUnlessDenied(String host) {
    Inet address = Inet.of(host, 80);
    assertThat(Targets.USUAL.permits(address)).isTrue();
    assertThat(Targets.USUAL.deny(a -> a.port() == 80).permits(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.255.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "0.0.0.0",
        "169.254.169.254",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fdff::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "ff02::1"
      })
  void addressesThatAreNotRoutedArePrivate(String host) {
    assertThat(Targets.isPrivate(Inet.of(host, 80))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "11.0.0.1", "172.15.0.1", "172.32.0.1", "192.167.0.1", "192.169.0.1", "100.63.255.255",
        "100.128.0.1", "8.8.8.8", "2001:db8::1", "fe00::1", "::ffff:8.8.8.8", "64:ff9b::808:808"
      })
  void othersAreNot(String host) {
    assertThat(Targets.isPrivate(Inet.of(host, 80))).isFalse();
    assertThat(Targets.isLocal(Inet.of(host, 80))).isFalse();
  }

  @Test
  void accessListsArePredicates() throws IOException {
    AccessList list = AccessList.ALLOW_ALL.allow("127.0.0.0/30");
    Targets targets = Targets.USUAL.allow(list::permits);
    assertThat(targets.permits(Inet.of("127.0.0.2", 1))).isTrue();
    assertThat(targets.permits(Inet.of("::ffff:127.0.0.2", 1))).isTrue();
    assertThat(targets.permits(Inet.of("127.0.0.4", 1))).isFalse();
  }

  /** libc reads all of these as 127.0.0.1. */
  @Test
  void namesAndOddSpellingsAreLookedUpFirst() {
    for (String host : List.of("localhost", "127.1", "0x7f.1", "2130706433", "017700000001")) {
      assertThatThrownBy(
              () -> Targets.USUAL.resolve(new Target(host, 1), Type.STREAM, Served.soon()))
          .as(host)
          .isInstanceOf(Targets.Refused.class)
          .hasMessage("connections to %s:1 are not allowed", host);
    }
  }
}
