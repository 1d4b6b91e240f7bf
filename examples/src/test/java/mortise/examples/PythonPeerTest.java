package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import mortise.net.Datagram;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet6;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.testing.Needs;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets of this JVM and sockets of Python, where no example program has them. */
final class PythonPeerTest {
  @Test
  void unixDatagramsGoBothWays(@TempDir Path folder) throws Exception {
    Path ours = folder.resolve("ours");
    Path theirs = folder.resolve("their grüne socket");
    try (Socket s = open(Family.UNIX, Type.DGRAM)) {
      s.bind(Unix.of(ours));
      try (Program python =
          python(
              """
              s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
              s.bind(sys.argv[2])
              s.sendto(b'ping', sys.argv[1])
              s.sendto(b'', sys.argv[1])
              print(s.recvfrom(512))
              """,
              ours,
              theirs)) {
        assertThat(s.recvFrom(512)).isEqualTo(new Datagram("ping".getBytes(), Unix.of(theirs)));
        Datagram empty = s.recvFrom(512);
        assertThat(empty).isEqualTo(new Datagram(new byte[0], Unix.of(theirs)));
        assertThat(s.sendTo("pong".getBytes(), empty.sender())).isEqualTo(4);
        assertPrints(python, "(b'pong', '" + ours + "')\n");
      }
    }
  }

  @Test
  void unixDatagramsOfAnUnnamedSocketComeFromTheUnnamedAddress() throws Exception {
    Unix ours = Unix.ofAbstract("mortise " + ProcessHandle.current().pid() + " unnamed");
    try (Socket s = open(Family.UNIX, Type.DGRAM)) {
      s.bind(ours);
      try (Program python =
          python(
              """
              s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
              s.sendto(b'ping', '\\0' + sys.argv[1])
              """,
              new String(ours.bytes()))) {
        assertThat(s.recvFrom(512)).isEqualTo(new Datagram("ping".getBytes(), Unix.UNNAMED));
        assertPrints(python, "");
      }
    }
  }

  @Test
  void abstractNamesAreTheSameOnBothSides() throws Exception {
    String ours = "mortise " + ProcessHandle.current().pid();
    try (Socket s = open(Family.UNIX, Type.DGRAM)) {
      s.bind(Unix.ofAbstract(ours));
      try (Program python =
          python(
              """
              s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
              s.bind('\\0' + sys.argv[1] + '\\0python')
              s.connect('\\0' + sys.argv[1])
              s.send(b'ping')
              print(s.recvfrom(512))
              """,
              ours)) {
        Datagram ping = s.recvFrom(512);
        assertThat(ping.sender()).isEqualTo(Unix.ofAbstract(ours + "\0python"));
        s.sendTo("pong".getBytes(), ping.sender());
        assertPrints(python, "(b'pong', b'\\x00" + ours + "')\n");
      }
    }
  }

  @Test
  void unixStreamIsServedByThisJvm(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("socket");
    try (Socket s = open(Family.UNIX, Type.STREAM)) {
      s.bind(Unix.of(path));
      s.listen(1);
      try (Program python =
              python(
                  """
                  s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                  s.connect(sys.argv[1])
                  print(s.getpeername() == sys.argv[1], s.recv(512))
                  s.send(b'hihi')
                  """,
                  path);
          Socket ss = s.accept()) {
        assertThat(ss.peerAddress()).isEqualTo(Unix.UNNAMED);
        assertThat(ss.localAddress()).isEqualTo(Unix.of(path));
        ss.send("byebye".getBytes());
        assertThat(ss.recv(512)).isEqualTo("hihi".getBytes());
        assertPrints(python, "True b'byebye'\n");
      }
    }
  }

  @Test
  void ipv6AddressesAreTheSameOnBothSides() throws Exception {
    Needs.ipv6();
    try (Socket s = open(Family.INET6, Type.DGRAM)) {
      s.bind("::1", 0);
      try (Program python =
          python(
              """
              s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
              s.bind(('::1', 0))
              s.sendto(b'ping', ('::1', int(sys.argv[1])))
              print(s.getsockname()[1], s.recvfrom(512))
              """,
              port(s))) {
        Datagram ping = s.recvFrom(512);
        assertThat(((Inet6) ping.sender()).host()).isEqualTo("::1");
        s.sendTo("pong".getBytes(), ping.sender());
        int theirs = ((Inet) ping.sender()).port();
        assertPrints(python, theirs + " (b'pong', ('::1', " + port(s) + ", 0, 0))\n");
      }
    }
  }

  /** More than the kernel's buffers hold, so that both sides have to wait for each other. */
  @ParameterizedTest
  @ValueSource(strings = {"AF_INET", "AF_INET6", "AF_UNIX"})
  void manyMegabytesArriveWholeBothWays(String family, @TempDir Path folder) throws Exception {
    byte[] bytes = new byte[8 << 20];
    new Random(25).nextBytes(bytes);
    try (Socket s = listener(family, folder)) {
      Object address = s.localAddress() instanceof Unix unix ? unix.path() : port(s);
      try (Program python =
              python(
                  """
                  s = socket.socket(getattr(socket, sys.argv[1]), socket.SOCK_STREAM)
                  host = {'AF_INET': '127.0.0.1', 'AF_INET6': '::1'}.get(sys.argv[1])
                  s.connect((host, int(sys.argv[2])) if host else sys.argv[2])
                  data = bytearray()
                  while True:
                      part = s.recv(1 << 16)
                      if not part: break
                      data += part
                  print(len(data), hashlib.sha256(data).hexdigest())
                  s.sendall(data)
                  """,
                  family,
                  address);
          Socket ss = s.accept()) {
        ss.timeout(Duration.ofSeconds(25));
        ss.sendAll(bytes);
        ss.shutdown(Shutdown.WR);
        ByteArrayOutputStream back = new ByteArrayOutputStream();
        for (byte[] part; (part = ss.recv(1 << 16)).length > 0; ) {
          back.writeBytes(part);
        }
        assertThat(back.toByteArray()).isEqualTo(bytes);
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
        assertPrints(python, bytes.length + " " + HexFormat.of().formatHex(sum) + "\n");
      }
    }
  }

  private static Socket listener(String family, Path folder) throws Exception {
    Socket s =
        switch (family) {
          case "AF_INET" -> open(Family.INET, Type.STREAM);
          case "AF_INET6" -> {
            Needs.ipv6();
            yield open(Family.INET6, Type.STREAM);
          }
          default -> open(Family.UNIX, Type.STREAM);
        };
    switch (family) {
      case "AF_INET" -> s.bind("127.0.0.1", 0);
      case "AF_INET6" -> s.bind("::1", 0);
      default -> s.bind(Unix.of(folder.resolve("socket")));
    }
    s.listen(1);
    return s;
  }

  private static Socket open(Family family, Type type) throws Exception {
    return Socket.open(family, type).timeout(Duration.ofSeconds(25));
  }

  private static int port(Socket s) throws Exception {
    return ((Inet) s.localAddress()).port();
  }

  private static Program python(String program, Object... arguments) throws Exception {
    return Program.start(
        List.of("python3", "-c", "import hashlib, socket, sys\n" + program), List.of(arguments));
  }

  private static void assertPrints(Program python, String text) throws Exception {
    assertThat(python.end()).isEqualTo(new Program.Ended(0, text, ""));
  }
}
