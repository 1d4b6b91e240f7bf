package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;

/** Who is at the other end of a UNIX socket: the peer is Python. */
final class PeerTest {
  private static final String CONNECT =
      """
      import os, socket, sys
      if len(sys.argv) > 2:
          os.setgroups(range(1000, 1300))
      s = socket.socket(socket.AF_UNIX)
      s.connect('\\0' + sys.argv[1])
      s.recv(1)
      """;

  private interface Peer {
    void meet(Socket socket, Process process) throws Exception;
  }

  /** Accepts a connection from a Python process. */
  private static void withPython(Peer peer, String... arguments) throws Exception {
    Needs.program("python3");
    try (Socket listener = Socket.open(Family.UNIX, Type.STREAM)) {
      listener.bind(Unix.UNNAMED);
      listener.listen(1);
      String name = listener.localAddress().toString().replaceFirst("^.*@", "");
      ProcessBuilder builder = new ProcessBuilder("python3", "-c", CONNECT, name);
      builder.command().addAll(List.of(arguments));
      Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (Socket socket = listener.accept(Deadline.after(java.time.Duration.ofSeconds(20)))) {
        peer.meet(socket, process);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @NeedsLinux("abstract and automatic UNIX names")
  @Test
  void credentialsAreThoseOfTheProcess() throws Exception {
    withPython((socket, process) -> {
      PeerCredentials peer = socket.option(Option.SO_PEERCRED);
      assertThat((long) peer.pid()).isEqualTo(process.pid());
      assertThat(peer.process()).contains(process.toHandle());
    });
  }

  @NeedsLinux("abstract and automatic UNIX names")
  @Test
  void groupsAreReadWhole() throws Exception {
    Needs.root();
    withPython(
        (socket, process) ->
            assertThat(socket.option(Option.SO_PEERGROUPS))
                .isEqualTo(IntStream.range(1000, 1300).boxed().toList()),
        "groups");
  }

  @NeedsLinux("abstract and automatic UNIX names")
  @Test
  void processDescriptorOutlivesTheProcess() throws Exception {
    withPython((socket, process) -> {
      try (ProcessDescriptor descriptor = descriptor(socket)) {
        assertThat((long) descriptor.pid()).isEqualTo(process.pid());
        assertThat(descriptor.process()).contains(process.toHandle());
        socket.close();
        process.waitFor();
        assertThat(descriptor.pid()).isEqualTo(-1);
        assertThat(descriptor.process()).isEmpty();
      }
    });
  }

  private static ProcessDescriptor descriptor(Socket socket) throws IOException {
    try {
      return socket.option(Option.SO_PEERPIDFD);
    } catch (java.net.SocketException e) {
      return abort("this kernel has no SO_PEERPIDFD: " + e.getMessage());
    }
  }

  @NeedsLinux("abstract and automatic UNIX names")
  @Test
  void closedProcessDescriptorHasNoNumber() throws Exception {
    withPython((socket, process) -> {
      ProcessDescriptor descriptor = descriptor(socket);
      descriptor.close();
      descriptor.close();
      assertThat(descriptor.fileno()).isEqualTo(-1);
    });
  }
}
