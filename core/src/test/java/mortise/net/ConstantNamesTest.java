package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Field;
import java.util.HexFormat;
import java.util.Set;
import mortise.sys.SysSocket;
import org.junit.jupiter.api.Test;

/** Families, types, protocols and flags by name. */
final class ConstantNamesTest {
  @Test
  void familiesPrintTheirNames() throws Exception {
    assertThat(Family.INET6).hasToString("AF_INET6");
    assertThat(Family.BLUETOOTH).hasToString("AF_BLUETOOTH");
    assertThat(Family.ROUTE).isEqualTo(Family.NETLINK).hasToString("AF_NETLINK");
    assertThat(new Family(99)).hasToString("AF_99");
    for (Field field : Family.class.getFields()) {
      String name = field.get(null).toString();
      assertThat(name).isIn("AF_" + field.getName(), "AF_NETLINK");
    }
  }

  @Test
  void everyFamilyOfTheHeaderHasAConstant() throws Exception {
    for (Field field : SysSocket.class.getFields()) {
      // No program opens sockets of these.
      boolean without = Set.of("AF_IB", "AF_ISDN").contains(field.getName());
      if (field.getName().startsWith("AF_") && !without) {
        assertThat(new Family(field.getInt(null)).toString()).doesNotMatch("AF_\\d+");
      }
    }
  }

  @Test
  void typesPrintTheirNames() {
    assertThat(Type.RDM).hasToString("SOCK_RDM");
    assertThat(Type.DCCP).hasToString("SOCK_DCCP");
    assertThat(new Type(9)).hasToString("SOCK_9");
  }

  @Test
  void flagsPrintTheirNamesFromTheLowestBitOn() {
    assertThat(Flags.NONE).hasToString("0");
    assertThat(Flags.DONTWAIT.or(Flags.PEEK)).hasToString("MSG_PEEK|MSG_DONTWAIT");
    assertThat(Flags.CMSG_CLOEXEC.or(Flags.OOB)).hasToString("MSG_OOB|MSG_CMSG_CLOEXEC");
    assertThat(new Flags(0x80000002)).hasToString("MSG_PEEK|0x80000000");
  }

  @Test
  void etherTypesAreInNetworkOrder() {
    int number = Protocol.ofEtherType(EtherType.ARP).number();
    byte[] bytes =
        java.nio.ByteBuffer.allocate(2)
            .order(java.nio.ByteOrder.nativeOrder())
            .putShort((short) number)
            .array();
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("0806");
    assertThat(Protocol.ofEtherType(0xffff).number()).isEqualTo(0xffff);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Protocol.ofEtherType(0x10000))
        .withMessageContaining("65536");
  }

  @Test
  void groupsAndPortsAreThoseOfTheHeader() {
    assertThat(Inet4.BROADCAST.host()).isEqualTo("255.255.255.255");
    assertThat(Inet4.UNSPEC_GROUP.host()).isEqualTo("224.0.0.0");
    assertThat(Inet4.ALL_HOSTS_GROUP.host()).isEqualTo("224.0.0.1");
    assertThat(Inet4.MAX_LOCAL_GROUP.host()).isEqualTo("224.0.0.255");
  }
}
