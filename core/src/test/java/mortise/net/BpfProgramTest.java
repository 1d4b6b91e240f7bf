package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import mortise.sys.LinuxFilter;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;

/** Classic BPF on a UDP socket, whose packets begin with the UDP header of eight bytes. */
@NeedsLinux("a socket filter")
final class BpfProgramTest {
  /** Keeps datagrams that begin with "y" whole, and drops the others. */
  private static final BpfProgram BEGINS_WITH_Y =
      BpfProgram.of(
          BpfInstruction.loadByte(8),
          BpfInstruction.ifEqual('y', 0, 1),
          BpfInstruction.keep(-1),
          BpfInstruction.keep(0));

  private static Socket bound() throws IOException {
    Socket socket = Socket.open(Family.INET, Type.DGRAM);
    socket.bind(Inet4.LOOPBACK);
    return socket;
  }

  private static String next(Socket socket) throws IOException {
    try {
      return new String(socket.recv(100, Flags.DONTWAIT));
    } catch (SocketTimeoutException e) {
      return "nothing";
    }
  }

  @Test
  void connectionsGoToTheFirstSocketsOfAPortAlone() throws IOException {
    SocketConfig config =
        SocketConfig.of(Type.STREAM).with(s -> s.option(Option.SO_REUSEPORT, true));
    try (Socket first = config.listen(Inet4.LOOPBACK.withPort(0), 100);
        Socket second = config.listen(first.localAddress(), 100);
        Socket third = config.listen(first.localAddress(), 100)) {
      first.option(Option.SO_ATTACH_REUSEPORT_CBPF, BpfProgram.randomBelow(2));
      List<Socket> clients = new ArrayList<>();
      try {
        for (int i = 0; i < 40; i++) {
          clients.add(Socket.dial("127.0.0.1", ((Inet) first.localAddress()).port()));
        }
        assertThat(pending(first)).isBetween(1, 39);
        assertThat(pending(first) + pending(second)).isEqualTo(40);
        assertThat(pending(third)).isZero();
      } finally {
        clients.forEach(Socket::close);
      }
    }
    assertThatThrownBy(() -> BpfProgram.randomBelow(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bound 0 is not positive");
  }

  /** How many connections wait for accept: of a socket that listens tcp(7) has them there. */
  private static int pending(Socket listener) throws IOException {
    return Math.toIntExact(listener.option(TcpOption.TCP_INFO).unacked());
  }

  @Test
  void filterDropsUntilItIsDetached() throws IOException {
    try (Socket socket = bound();
        Socket sender = Socket.open(Family.INET, Type.DGRAM)) {
      socket.option(Option.SO_ATTACH_FILTER, BEGINS_WITH_Y);
      sender.sendTo("no".getBytes(), socket.localAddress());
      sender.sendTo("yes".getBytes(), socket.localAddress());
      assertThat(next(socket)).isEqualTo("yes");
      assertThat(next(socket)).isEqualTo("nothing");
      assertThat(socket.option(Option.SO_ATTACH_FILTER)).isEqualTo(BEGINS_WITH_Y);
      socket.option(Option.SO_DETACH_FILTER, 0);
      sender.sendTo("no".getBytes(), socket.localAddress());
      assertThat(next(socket)).isEqualTo("no");
      assertThat(socket.option(Option.SO_ATTACH_FILTER).instructions()).isEmpty();
    }
  }

  @Test
  void longProgramGoesInAndComesBack() throws IOException {
    // Loads of a number; those of a byte would take 96,000 bytes, and Linux 6.1 permits 20,480.
    BpfProgram program = repeated(new BpfInstruction(LinuxFilter.BPF_LD, 0, 0, 7), 999);
    try (Socket socket = bound()) {
      socket.option(Option.SO_ATTACH_FILTER, program);
      assertThat(socket.option(Option.SO_ATTACH_FILTER)).isEqualTo(program);
    }
  }

  @Test
  void programThatTakesTooMuchMemoryNamesTheLimit() throws IOException {
    BpfProgram program = repeated(BpfInstruction.loadByte(0), 4095);
    try (Socket socket = bound()) {
      socket.option(Option.SO_ATTACH_FILTER, BEGINS_WITH_Y);
      assumeThat(optmemMax()).isLessThan(4096 * 96);
      assertThatThrownBy(() -> socket.option(Option.SO_ATTACH_FILTER, program))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("setsockopt SO_ATTACH_FILTER=4096,48 0 0 0,")
          .hasMessageContaining(
              "(more memory for options than net.core.optmem_max, " + optmemMax() + " bytes)")
          .hasMessageContaining("ENOMEM");
      assertThat(socket.option(Option.SO_ATTACH_FILTER)).isEqualTo(BEGINS_WITH_Y);
    }
  }

  private static BpfProgram repeated(BpfInstruction instruction, int times) {
    List<BpfInstruction> program = new ArrayList<>(Collections.nCopies(times, instruction));
    program.add(BpfInstruction.keep(-1));
    return new BpfProgram(program);
  }

  private static long optmemMax() throws IOException {
    return Long.parseLong(Files.readString(Path.of("/proc/sys/net/core/optmem_max")).strip());
  }

  @Test
  void lockedFilterCannotBeChanged() throws IOException {
    try (Socket socket = bound()) {
      socket.option(Option.SO_ATTACH_FILTER, BEGINS_WITH_Y);
      socket.option(Option.SO_LOCK_FILTER, true);
      assertThatThrownBy(() -> socket.option(Option.SO_DETACH_FILTER, 0))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("EPERM");
    }
  }

  @Test
  void programThatDoesNotEndIsTheKernelsToRefuse() throws IOException {
    BpfProgram endless = BpfProgram.of(BpfInstruction.loadByte(0));
    try (Socket socket = bound()) {
      assertThatThrownBy(() -> socket.option(Option.SO_ATTACH_FILTER, endless))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("setsockopt SO_ATTACH_FILTER=1,48 0 0 0")
          .hasMessageContaining("EINVAL");
    }
  }
}
