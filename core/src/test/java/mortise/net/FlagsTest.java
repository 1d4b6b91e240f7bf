package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;

final class FlagsTest {
  @Test
  void namesAreJoinedAsInStrace() {
    assertThat(Flags.NONE).hasToString("0");
    assertThat(Flags.PEEK).hasToString("MSG_PEEK");
    assertThat(Flags.DONTWAIT.or(Flags.PEEK)).hasToString("MSG_PEEK|MSG_DONTWAIT");
    assertThat(new Flags(0x2 | 0x100000)).hasToString("MSG_PEEK|0x100000");
    assertThat(new Flags(0x100000)).hasToString("0x100000");
    assertThat(new Flags(-1).toString()).contains("MSG_OOB").contains("|0x");
  }

  @Test
  void flagsCombine() {
    Flags both = Flags.PEEK.or(Flags.TRUNC);
    assertThat(both.has(Flags.PEEK)).isTrue();
    assertThat(both.has(Flags.TRUNC.or(Flags.PEEK))).isTrue();
    assertThat(both.has(Flags.TRUNC.or(Flags.OOB))).isFalse();
    assertThat(both.has(Flags.NONE)).isTrue();
    assertThat(both.or(Flags.PEEK)).isEqualTo(both);
  }

  @Test
  void everyConstantHasItsName() throws IllegalAccessException {
    for (var field : Flags.class.getFields()) {
      if (!field.getName().equals("NONE")) {
        assertThat(field.get(null)).hasToString("MSG_" + field.getName());
      }
    }
  }

  @NeedsLinux("MSG_OOB for a receive")
  @Test
  void outOfBandByteOvertakes() throws IOException {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      pair.first().send("ab".getBytes());
      pair.first().send("!".getBytes(), Flags.OOB);
      assertThat(pair.second().recv(1, Flags.OOB)).asString().isEqualTo("!");
      assertThat(pair.second().recv(9)).asString().isEqualTo("ab");
    }
  }
}
