package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import mortise.testing.Loopback;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses by their bytes, for families that the library does not know. */
final class RawAddressPeerTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void bytesOfAnIp4AddressReachPython() throws Exception {
    try (Socket s = Loopback.TCP4.open().timeout(LIMIT);
        Program python = accepting("AF_INET", "('127.0.0.1', 0)")) {
      int port = Integer.parseInt(python.awaitOutput("\n").out().strip());
      ByteBuffer data = ByteBuffer.allocate(14).putShort((short) port).putInt(0x7f000001);
      s.connect(RawAddress.of(Family.INET, data.array()));
      assertThat(s.peerAddress()).isEqualTo(Inet4.LOOPBACK.withPort(port));
      s.send("hihi".getBytes());
      assertThat(python.end()).isEqualTo(Python.printed(port + "\nb'hihi'\n"));
    }
  }

  @Test
  void bytesOfAUnixPathReachPython(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("theirs");
    try (Socket s = Loopback.UNIX_STREAM.open().timeout(LIMIT);
        Program python = accepting("AF_UNIX", "'" + path + "'")) {
      python.awaitOutput("\n");
      s.connect(RawAddress.of(Family.UNIX, (path + "\0").getBytes(StandardCharsets.UTF_8)));
      assertThat(s.peerAddress()).isEqualTo(Unix.of(path));
      s.send("hihi".getBytes());
      assertThat(python.end().out()).endsWith("b'hihi'\n");
    }
  }

  private static Program accepting(String family, String address) throws IOException {
    return Python.start(
        """
        s = socket.socket(getattr(socket, sys.argv[1]))
        s.bind(eval(sys.argv[2]))
        s.listen(1)
        print(s.getsockname()[1])
        print(s.accept()[0].recv(512))
        """,
        family,
        address);
  }

  /** connect(2): an address of family AF_UNSPEC ends the association of a datagram socket. */
  @Test
  void addressWithoutAFamilyEndsTheAssociation() throws Exception {
    try (SocketPair pair = Loopback.UDP.pair();
        Socket stranger = Loopback.UDP.bound().timeout(LIMIT)) {
      Socket s = pair.first().timeout(LIMIT);
      s.connect(RawAddress.of(Family.UNSPEC, new byte[14]));
      assertThatThrownBy(s::peerAddress).hasMessageContaining("ENOTCONN");
      s.sendTo("ping".getBytes(), stranger.localAddress());
      stranger.sendTo("pong".getBytes(), stranger.recvFrom(512).sender());
      assertThat(s.recv(512)).asString().isEqualTo("pong");
    }
  }

  /** The families of a kernel differ; each of them opens or is refused by a SocketFailure. */
  @Test
  void everyFamilyOpensOrSaysWhyNot() {
    for (int family = 0; family <= 46; family++) {
      for (Type type : List.of(Type.STREAM, Type.DGRAM, Type.RAW, Type.SEQPACKET)) {
        try (Socket s = Socket.open(new Family(family), type)) {
          Address local = addressOrNull(s);
          assertThat(local == null ? s.family() : local.family()).isIn(namesOf(new Family(family)));
        } catch (IOException e) {
          assertThat(e).isInstanceOf(SocketFailure.class).hasMessageStartingWith("socket: ");
        }
      }
    }
  }

  /** Which families the address of an unbound socket may have. */
  private static Set<Family> namesOf(Family family) {
    if (family.equals(Family.SMC)) {
      return Set.of(Family.INET, Family.INET6);
    }
    // rds_getname: a socket that is not bound has none.
    return family.equals(Family.RDS) ? Set.of(Family.UNSPEC) : Set.of(family);
  }

  /** Null where the family has no getsockname, as AF_XDP. */
  private static Address addressOrNull(Socket s) {
    try {
      return s.localAddress();
    } catch (IOException e) {
      return null;
    }
  }
}
