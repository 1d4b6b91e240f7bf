package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import mortise.sys.SysSocket;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What options refuse, with a text that names the option and the value, and before the call. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
@Execution(ExecutionMode.CONCURRENT)
final class OptionInputTest {
  private Socket socket;

  @BeforeEach
  void open() throws IOException {
    socket = Socket.open();
  }

  @AfterEach
  void close() {
    socket.close();
  }

  private <T> void refuses(Option<T> option, T value, String text) {
    assertThatThrownBy(() -> socket.option(option, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(text);
  }

  @Test
  void negativeDurationIsRefused() {
    refuses(TcpOption.TCP_KEEPIDLE, Duration.ofSeconds(-1), "TCP_KEEPIDLE PT-1S: is negative");
    refuses(Option.SO_RCVTIMEO, Duration.ofNanos(-1), "SO_RCVTIMEO PT-0.000000001S: is negative");
    refuses(
        Option.SO_LINGER,
        Optional.of(Duration.ofMillis(-5)),
        "SO_LINGER Optional[PT-0.005S]: is negative");
  }

  @Test
  void durationThatTheUnitCannotCountIsRefused() {
    refuses(
        TcpOption.TCP_USER_TIMEOUT,
        Duration.ofDays(25),
        "TCP_USER_TIMEOUT PT600H: is more than PT596H31M23.647S");
  }

  @Test
  void numberOutOfRangeIsRefused() {
    refuses(IpOption.IP_TOS, 256, "IP_TOS 256: is not in 0..255");
    refuses(IpOption.IP_TTL, -2, "IP_TTL -2: is not in -1..255");
    refuses(UdpOption.UDP_SEGMENT, 65536, "UDP_SEGMENT 65536: is not in 0..65535");
    refuses(Option.SO_MARK, 1L << 32, "SO_MARK 4294967296: is not in 0..4294967295");
    refuses(Option.SO_MARK, -1L, "SO_MARK -1: is not in 0..4294967295");
  }

  @Test
  void textThatIsTooLongIsRefused() {
    refuses(
        Option.SO_BINDTODEVICE,
        "a-device-too-long",
        "SO_BINDTODEVICE a-device-too-long: has 17 bytes, the kernel takes 15");
    refuses(Option.SO_BINDTODEVICE, "lo\0", "SO_BINDTODEVICE lo\0: has a NUL at 2");
    refuses(
        TcpOption.TCP_CONGESTION,
        "ääääääää",
        "TCP_CONGESTION ääääääää: has 16 bytes, the kernel takes 15");
  }

  @Test
  void bytesThatAreTooManyAreRefused() {
    Option<byte[]> four = Option.ofBytes(SysSocket.SOL_SOCKET, SysSocket.SO_KEEPALIVE, 4);
    refuses(four, new byte[5], "SO_KEEPALIVE 0x0000000000: has 5 bytes, the option at most 4");
    assertThatThrownBy(() -> Option.ofBytes(1, 9, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size -1 is negative");
  }

  @Test
  void setWithANumberThatHasNoBitIsRefused() {
    BitSet types = new BitSet();
    types.set(32);
    refuses(IpOption.ICMP_FILTER, types, "ICMP_FILTER {32}: has a number above 31");
  }

  @Test
  void groupOfAnotherFamilyOrWithoutItsSourceIsRefused() {
    Multicast six = Multicast.of("ff02::1");
    refuses(IpOption.IP_ADD_MEMBERSHIP, six, "IP_ADD_MEMBERSHIP ff02::1: is not of IPv4");
    Multicast four = Multicast.of("224.0.0.251");
    refuses(Ipv6Option.IPV6_JOIN_GROUP, four, "IPV6_JOIN_GROUP 224.0.0.251: is not of IPv6");
    refuses(IpOption.MCAST_BLOCK_SOURCE, four, "MCAST_BLOCK_SOURCE 224.0.0.251: has no source");
    Multicast from = four.from(Inet4.LOOPBACK);
    refuses(
        IpOption.MCAST_JOIN_GROUP,
        from,
        "MCAST_JOIN_GROUP 224.0.0.251 from 127.0.0.1: has a source, which this option does not"
            + " take");
  }

  @Test
  void groupThatIsNoneIsRefused() {
    assertThatThrownBy(() -> Multicast.of("10.0.0.1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("10.0.0.1 is not a multicast address");
    assertThatThrownBy(() -> Multicast.of("224.0.0.251").from(Inet6.LOOPBACK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("source ::1 is not of the family of group 224.0.0.251");
    assertThatThrownBy(() -> Multicast.of("224.0.0.251").on(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("interface index -1 is negative");
    assertThatThrownBy(() -> Multicast.of("224.0.0.251").on("no-such-device"))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("if_nametoindex no-such-device: No such device (ENODEV)");
    assertThatThrownBy(() -> Multicast.of("224.0.0.251").on(Inet.of("192.0.2.77", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no interface has the address 192.0.2.77");
  }

  @Test
  void emptyFilterIsRefusedAndTheOptionThatIsMeantIsNamed() {
    refuses(
        Option.SO_ATTACH_FILTER,
        new BpfProgram(List.of()),
        "SO_ATTACH_FILTER 0,: is empty; SO_DETACH_FILTER takes a filter away");
    assertThatThrownBy(() -> new BpfProgram(Collections.nCopies(4097, BpfInstruction.keep(0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a filter of 4097 instructions: more than 4096");
    assertThatThrownBy(() -> new BpfInstruction(0, 256, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("jt 256 is not in 0..255");
  }

  @Test
  void readOnlyAndWriteOnlyOptionsSaySo() {
    assertThatThrownBy(() -> socket.option(Option.SO_TYPE, Type.DGRAM))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("SO_TYPE is read only");
    assertThatThrownBy(() -> socket.option(Option.SO_SNDBUFFORCE))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("SO_SNDBUFFORCE is write only");
    assertThat(Option.SO_TYPE.isWritable()).isFalse();
    assertThat(Option.SO_SNDBUFFORCE.isReadable()).isFalse();
  }

  @NeedsLinux("TCP_CONGESTION")
  @Test
  void refusalOfTheKernelNamesOptionAndValueAndItsCall() {
    assertThatThrownBy(() -> socket.option(TcpOption.TCP_CONGESTION, "no-such"))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("setsockopt TCP_CONGESTION=no-such 0.0.0.0:0: ")
        .hasMessageContaining("(ENOENT)")
        .satisfies(e -> assertThat(((SocketFailure) e).call()).isEqualTo("setsockopt"));
    assertThatThrownBy(() -> socket.option(Option.ofInt(SysSocket.SOL_SOCKET, 9999)))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("getsockopt option 9999 of SOL_SOCKET 0.0.0.0:0: ")
        .satisfies(e -> assertThat(((SocketFailure) e).errno()).isEqualTo(Errno.ENOPROTOOPT));
  }

  @Test
  void optionOnAClosedSocketSaysThatItIsClosed() {
    socket.close();
    assertThatThrownBy(() -> socket.option(Option.SO_RCVBUF))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("the socket is closed");
  }

  @NeedsLinux("TCP_USER_TIMEOUT")
  @Test
  void shortTimeIsRoundedUpSinceZeroMeansSomethingElse() throws IOException {
    socket.option(Option.SO_LINGER, Optional.of(Duration.ofMillis(1)));
    assertThat(socket.option(Option.SO_LINGER)).contains(Duration.ofSeconds(1));
    socket.option(TcpOption.TCP_USER_TIMEOUT, Duration.ofNanos(1));
    assertThat(socket.option(TcpOption.TCP_USER_TIMEOUT)).isEqualTo(Duration.ofMillis(1));
    socket.option(TcpOption.TCP_LINGER2, Optional.empty());
    assertThat(socket.option(TcpOption.TCP_LINGER2)).isEmpty();
  }

  @NeedsLinux("SO_BINDTODEVICE")
  @Test
  void valueIsReadAsLongAsItIsAndAtMostAsLongAsWasAsked() throws IOException {
    Option<byte[]> name = Option.ofBytes(SysSocket.SOL_SOCKET, SysSocket.SO_BINDTODEVICE);
    socket.option(Option.SO_BINDTODEVICE, "lo");
    assertThat(socket.option(name)).isEqualTo(new byte[] {'l', 'o', 0});
    Option<byte[]> short2 = Option.ofBytes(SysSocket.SOL_SOCKET, SysSocket.SO_RCVBUF, 2);
    assertThat(socket.option(short2)).hasSize(2);
  }
}
