package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
    List<BpfInstruction> program =
        new ArrayList<>(Collections.nCopies(999, BpfInstruction.loadByte(0)));
    program.add(BpfInstruction.keep(-1));
    try (Socket socket = bound()) {
      socket.option(Option.SO_ATTACH_FILTER, new BpfProgram(program));
      assertThat(socket.option(Option.SO_ATTACH_FILTER).instructions()).isEqualTo(program);
    }
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
