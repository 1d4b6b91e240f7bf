package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Python;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** connectEx against Python's connect_ex: the same codes in the same situations. */
final class ConnectExTest {
  @Test
  void codesArePythons(@TempDir Path folder) throws Exception {
    try (Socket tcp = Loopback.TCP4.listener();
        Socket full = Loopback.UNIX_STREAM.listener(0);
        Socket filler = Loopback.UNIX_STREAM.client(full.localAddress());
        Socket dead = Loopback.TCP4.bound();
        Socket datagrams = Loopback.UNIX_DATAGRAM.bound()) {
      assertThat(filler.isOpen()).isTrue();
      // The type, the address, the timeout, and how often one socket connects.
      List<String> lines = new ArrayList<>();
      lines.add(line("STREAM", tcp.localAddress(), "None", 2));
      lines.add(line("STREAM", dead.localAddress(), "None", 1));
      lines.add(line("STREAM", dead.localAddress(), "5.0", 1));
      lines.add(line("STREAM", full.localAddress(), "0.0", 1));
      lines.add(line("STREAM", full.localAddress(), "0.05", 1));
      lines.add(line("STREAM", datagrams.localAddress(), "None", 1));
      lines.add(line("DGRAM", datagrams.localAddress(), "None", 2));
      lines.add(line("DGRAM", full.localAddress(), "None", 1));
      lines.add(line("SEQPACKET", Unix.of(folder.resolve("nobody")), "None", 1));
      lines.add(line("STREAM", Unix.of(folder.resolve("nobody/there")), "0.0", 1));
      lines.add(line("STREAM", Unix.ofAbstract("nobody"), "None", 1));
      lines.add(line("DGRAM", Inet4.ANY.withPort(9), "None", 1));
      lines.add(line("DGRAM", Inet.of("255.255.255.255", 9), "None", 1));
      lines.add(line("STREAM", Inet.of("255.255.255.255", 9), "None", 1));
      StringBuilder ours = new StringBuilder();
      for (String line : lines) {
        ours.append(ours(line)).append('\n');
      }
      try (Program python =
          Python.start(
              """
              for line in sys.argv[1:]:
                  kind, address, timeout, times = line.split(' ')
                  if address[0] == '/':
                      family = socket.AF_UNIX
                  elif address[0] == '@':
                      family, address = socket.AF_UNIX, '\\0' + address[1:]
                  else:
                      host, port = address.rsplit(':')
                      family, address = socket.AF_INET, (host, int(port))
                  s = socket.socket(family, getattr(socket, 'SOCK_' + kind))
                  s.settimeout(eval(timeout))
                  print(line, [s.connect_ex(address) for i in range(int(times))])
              """,
              lines.toArray())) {
        assertThat(ours.toString()).contains("[0, " + Errno.EISCONN.number() + "]");
        assertThat(python.end()).isEqualTo(Python.printed(ours.toString()));
      }
    }
  }

  private static String line(String type, Address address, String timeout, int times) {
    return type + " " + address.toString().replace("unix:", "") + " " + timeout + " " + times;
  }

  private static String ours(String line) throws Exception {
    String[] words = line.split(" ");
    Address address = Address.parse(words[1]);
    Type type =
        switch (words[0]) {
          case "STREAM" -> Type.STREAM;
          case "DGRAM" -> Type.DGRAM;
          default -> Type.SEQPACKET;
        };
    List<Integer> codes = new ArrayList<>();
    try (Socket s = Socket.open(address.family(), type)) {
      if (!words[2].equals("None")) {
        s.timeout(Duration.ofMillis((long) (1000 * Double.parseDouble(words[2]))));
      }
      for (int i = 0; i < Integer.parseInt(words[3]); i++) {
        codes.add(s.connectEx(address));
      }
    }
    return line + " " + codes;
  }

  /** Python's way to connect without waiting: EINPROGRESS, then readiness, then the outcome. */
  @Test
  void connectThatIsUnderWaySaysSo() throws Exception {
    try (Socket listener = Loopback.TCP4.listener();
        Socket s = Loopback.TCP4.open().timeout(Duration.ZERO)) {
      int code = s.connectEx(listener.localAddress());
      assertThat(code).isEqualTo(Errno.EINPROGRESS.number());
      s.awaitWritable(Deadline.after(Duration.ofSeconds(20)));
      assertThat(s.connectEx(listener.localAddress())).isIn(0, Errno.EISCONN.number());
      assertThat(s.connectEx(listener.localAddress())).isEqualTo(Errno.EISCONN.number());
    }
  }

  @NeedsLinux("a listen queue of one connection")
  @ParameterizedTest
  @EnumSource
  void whatIsNoErrnoIsThrown(Threads kind) throws Exception {
    try (Socket full = Loopback.UNIX_STREAM.listener(0);
        Socket filler = Loopback.UNIX_STREAM.client(full.localAddress());
        Socket s = Loopback.UNIX_STREAM.open()) {
      assertThat(filler.isOpen()).isTrue();
      Running<Integer> waiting = Running.parked(kind, () -> s.connectEx(full.localAddress()));
      waiting.thread().interrupt();
      assertThat(waiting.end().failure()).isInstanceOf(InterruptedIOException.class);
      Socket closed = Loopback.UNIX_STREAM.open();
      closed.close();
      assertThatThrownBy(() -> closed.connectEx(full.localAddress()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("closed");
    }
  }
}
