package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import mortise.net.OptionCases.Case;
import mortise.sys.LinuxIcmp;
import mortise.sys.LinuxIfPacket;
import mortise.sys.LinuxIn6;
import mortise.sys.LinuxNetfilterIp6Tables;
import mortise.sys.LinuxNetfilterIpv4;
import mortise.sys.LinuxNetlink;
import mortise.sys.LinuxTcp;
import mortise.sys.LinuxVmSockets;
import mortise.sys.NetinetIcmp6;
import mortise.sys.NetinetIn;
import mortise.sys.NetinetTcp;
import mortise.sys.NetinetUdp;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every option of the table on a real socket, compared with what Python reads from it. */
final class OptionTest {
  private static final List<Class<?>> TABLE =
      List.of(
          Option.class,
          IpOption.class,
          Ipv6Option.class,
          TcpOption.class,
          UdpOption.class,
          PacketOption.class,
          NetlinkOption.class,
          VsockOption.class);

  private static final List<Class<?>> HEADERS =
      List.of(
          SysSocket.class,
          NetinetIn.class,
          LinuxIn6.class,
          NetinetTcp.class,
          LinuxTcp.class,
          NetinetUdp.class,
          LinuxIfPacket.class,
          LinuxNetlink.class,
          LinuxVmSockets.class,
          LinuxIcmp.class,
          NetinetIcmp6.class,
          LinuxNetfilterIpv4.class,
          LinuxNetfilterIp6Tables.class);

  /** What says that this kernel, this user or this machine does not have the option. */
  private static final Set<Integer> NOT_HERE =
      Set.of(
          SysErrno.ENOPROTOOPT,
          SysErrno.EOPNOTSUPP,
          SysErrno.EPERM,
          SysErrno.EACCES,
          SysErrno.EAFNOSUPPORT,
          SysErrno.EADDRNOTAVAIL,
          SysErrno.EPROTONOSUPPORT,
          SysErrno.ENOENT,
          SysErrno.ENODEV);

  /** What every read gives anew. */
  private static final Set<Option<?>> CHANGING =
      Set.of(
          Option.SO_PEERPIDFD,
          Option.SO_ATTACH_FILTER,
          TcpOption.TCP_INFO,
          TcpOption.TCP_CC_INFO,
          TcpOption.TCP_QUICKACK,
          TcpOption.TCP_TIMESTAMP,
          TcpOption.TCP_SAVED_SYN,
          NetlinkOption.NETLINK_LIST_MEMBERSHIPS,
          PacketOption.PACKET_STATISTICS,
          PacketOption.PACKET_ROLLOVER_STATS,
          // Python reads vsock's options as numbers of 64 bits alone.
          VsockOption.SO_VM_SOCKETS_CONNECT_TIMEOUT);

  private static PythonTwin python;

  @BeforeAll
  static void startPython() throws IOException {
    python = PythonTwin.start();
  }

  @AfterAll
  static void endPython() {
    python.close();
  }

  private static Stream<Field> constants() {
    return TABLE.stream()
        .flatMap(type -> Stream.of(type.getFields()))
        .filter(field -> field.getType() == Option.class);
  }

  private static Option<?> value(Field field) {
    try {
      return (Option<?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyConstantHasItsNameAndTheHeadersNumber() {
    assertThat(constants())
        .allSatisfy(field -> {
          Option<?> option = value(field);
          assertThat(option).hasToString(field.getName());
          assertThat(HEADERS.stream().map(header -> numberIn(header, field.getName())))
              .as(field.getName())
              .contains(option.number());
        });
  }

  private static Integer numberIn(Class<?> header, String name) {
    try {
      return header.getField(name).getInt(null);
    } catch (NoSuchFieldException e) {
      return null;
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyConstantHasACase() {
    assertThat(OptionCases.ALL.stream().<Object>map(Case::option))
        .containsExactlyInAnyOrderElementsOf(constants().<Object>map(OptionTest::value).toList());
  }

  @TestFactory
  Stream<DynamicTest> readsWhatWasWrittenAndWhatPythonReads() {
    return OptionCases.ALL.stream()
        .map(each ->
            dynamicTest(each.option() + " of " + each.option().level(), () -> compare(each)));
  }

  private static <T> void compare(Case<T> test) throws Exception {
    List<AutoCloseable> others = new ArrayList<>();
    try (Socket socket = open(test, others)) {
      Option<T> option = test.option();
      if (test.value() != null) {
        socket.option(option, test.value());
        assertThat(option.isWritable()).isTrue();
      }
      if (test.reads() != null) {
        T read = socket.option(option);
        assertThat(test.reads().test(read)).as("reads " + Option.text(read)).isTrue();
        if (!CHANGING.contains(option)) {
          compareWithPython(socket, option, read);
        }
      }
    } catch (IOException e) {
      if (e instanceof SocketFailure failure && isNotHere(test.option(), failure.errno())) {
        abort("not here: " + e.getMessage());
      }
      throw e;
    } finally {
      for (AutoCloseable other : others) {
        other.close();
      }
    }
  }

  private static boolean isNotHere(Option<?> option, Errno errno) {
    boolean noProgram = option == Option.SO_ATTACH_BPF || option == Option.SO_ATTACH_REUSEPORT_EBPF;
    return NOT_HERE.contains(errno.number()) || noProgram && errno.equals(Errno.EBADF);
  }

  private static <T> Socket open(Case<T> test, List<AutoCloseable> others) throws IOException {
    Socket socket = test.kind().open(others);
    try {
      test.setup().on(socket);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static <T> void compareWithPython(Socket socket, Option<T> option, T read)
      throws IOException {
    int size = Math.min(option.codec().size(), 1024);
    byte[] bytes = python.get(socket, option.level(), option.number(), size);
    T theirs = option.decode(MemorySegment.ofArray(bytes));
    assertThat(Option.text(theirs)).as("what Python reads").isEqualTo(Option.text(read));
  }
}
