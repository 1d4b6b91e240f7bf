package mortise.cli.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import mortise.net.Address;
import mortise.net.Datagram;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatagramsTest {
  @TempDir Path folder;

  /** Between our datagram addresses, messages of all sizes stay what they are, empty ones too. */
  @Test
  void messagesStayWhole() throws Exception {
    try (Socket back = Socket.open(Family.INET, Type.DGRAM)) {
      back.bind(Inet4.LOOPBACK);
      try (Relaying relay = Relaying.start("udp-listen:127.0.0.1:0", "udp:" + back.localAddress());
          Socket front = udpTo(relay.port())) {
        for (int size : new int[] {1, 0, 1472, 1473, 9_001, 65_507}) {
          byte[] message = random(size);
          front.send(message);
          Datagram got = back.recvFrom(1 << 16);
          assertThat(got.data()).isEqualTo(message);
          back.sendTo(got.data(), got.sender());
          assertThat(front.recv(1 << 16)).isEqualTo(message);
        }
      }
    }
  }

  @Test
  void messagesPassFromUdpToUnixAndBack() throws Exception {
    Path path = folder.resolve("socket");
    try (Socket back = Socket.open(Family.UNIX, Type.DGRAM)) {
      back.bind(Unix.of(path));
      try (Relaying relay = Relaying.start("udp-listen:127.0.0.1:0", "unix-dgram:" + path);
          Socket front = udpTo(relay.port())) {
        for (int size : new int[] {3, 5_001, 1}) {
          byte[] message = random(size);
          front.send(message);
          Datagram got = back.recvFrom(1 << 16);
          assertThat(got.data()).isEqualTo(message);
          back.sendTo(message, got.sender());
          assertThat(front.recv(1 << 16)).isEqualTo(message);
        }
      }
    }
  }

  /** A UNIX datagram may be longer than any of UDP, and stays one message both ways. */
  @Test
  void longUnixDatagramsStayWhole() throws Exception {
    Path place = folder.resolve("front");
    Path path = folder.resolve("back");
    try (Socket back = Socket.open(Family.UNIX, Type.DGRAM);
        Socket front = Socket.open(Family.UNIX, Type.DGRAM)) {
      back.bind(Unix.of(path));
      front.bind(Unix.of(folder.resolve("own")));
      try (Relaying _ = Relaying.start("unix-dgram-listen:" + place, "unix-dgram:" + path)) {
        Until.holds(() -> Files.exists(place));
        for (int size : new int[] {65_536, 65_537, 140_000, 200_000, 2}) {
          byte[] message = random(size);
          front.sendTo(message, Unix.of(place));
          Datagram got = back.recvFrom(1 << 20);
          assertThat(got.data()).isEqualTo(message);
          back.sendTo(message, got.sender());
          assertThat(front.recv(1 << 20)).isEqualTo(message);
        }
      }
    }
  }

  @Test
  void everySenderGetsItsOwnWithFork() throws Exception {
    try (Relaying relay = Relaying.start("udp-listen:127.0.0.1:0,fork", "exec:cat")) {
      int port = relay.port();
      List<Socket> senders = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        senders.add(udpTo(port));
        senders.get(i).send(new byte[] {(byte) i});
      }
      for (int i = 0; i < 10; i++) {
        assertThat(senders.get(i).recv(10)).containsExactly(i);
        senders.get(i).close();
      }
      assertThat(relay.isAlive()).isTrue();
    }
  }

  @Test
  void senderThatIsSilentIsForgotten() throws Exception {
    Path count = folder.resolve("count");
    String back = "sh:echo x >>" + count + "; exec cat";
    try (Relaying relay = Relaying.start("udp-listen:127.0.0.1:0,fork,session=100ms", back);
        Socket front = udpTo(relay.port())) {
      front.send(new byte[] {1});
      assertThat(front.recv(10)).hasSize(1);
      // Sooner or later the program is another one.
      Until.holds(() -> {
        Thread.sleep(300);
        front.send(new byte[] {2});
        front.recv(10);
        return Files.size(count) > 2;
      });
    }
  }

  @Test
  void firstSenderAloneIsHeardWithoutFork() throws Exception {
    try (Relaying relay = Relaying.start("udp-listen:127.0.0.1:0", "exec:cat");
        Socket first = udpTo(relay.port());
        Socket second = udpTo(relay.port())) {
      first.send(new byte[] {1});
      assertThat(first.recv(10)).containsExactly(1);
      second.send(new byte[] {2});
      first.send(new byte[] {3});
      assertThat(first.recv(10)).containsExactly(3);
    }
  }

  @Test
  void socatSpeaksWithOurListener() throws Exception {
    try (Relaying relay = Relaying.start("udp-listen:127.0.0.1:0", "exec:cat");
        Program socat =
            Program.start("socat", "-t", "20", "STDIO", "UDP:127.0.0.1:" + relay.port())) {
      socat.say("one\n").awaitOutput("one\n").say("two\n").awaitOutput("two\n");
    }
  }

  @Test
  void weSpeakWithSocatsListener() throws Exception {
    Path path = folder.resolve("socat");
    try (Program socat = Program.start("socat", "UNIX-RECVFROM:" + path + ",fork", "EXEC:cat")) {
      Until.holds(() -> Files.exists(path));
      RelaySettings patient = new RelaySettings(false, null, Duration.ofSeconds(3));
      try (Relaying relay =
              Relaying.start("tcp-listen:127.0.0.1:0", "unix-dgram:" + path, patient);
          Socket front = Socket.dial("127.0.0.1", relay.port())) {
        front.sendAll("question\n".getBytes(StandardCharsets.UTF_8));
        assertThat(front.recv(100)).asString(StandardCharsets.UTF_8).isEqualTo("question\n");
      }
      assertThat(socat.out()).isEmpty();
    }
  }

  @Test
  void unixDatagramsAreListenedTo() throws Exception {
    Path path = folder.resolve("ours");
    Path own = folder.resolve("own");
    try (Relaying relay = Relaying.start("unix-dgram-listen:" + path + ",fork", "exec:cat")) {
      relay.told("listening");
      try (Program socat =
          Program.start("socat", "-t", "20", "STDIO", "UNIX-SENDTO:" + path + ",bind=" + own)) {
        socat.say("hello\n").awaitOutput("hello\n");
      }
    }
    Until.holds(() -> !Files.exists(path));
  }

  /** A stream has no messages, and goes into datagrams that any path takes. */
  @Test
  void streamGoesIntoDatagrams() throws Exception {
    byte[] bytes = random(50_000);
    Path file = Files.write(folder.resolve("file"), bytes);
    try (Socket back = Socket.open(Family.INET, Type.DGRAM)) {
      back.bind(Inet4.LOOPBACK);
      Relaying relay =
          Relaying.start("file:" + file, "udp:" + back.localAddress(), Relaying.ONE_WAY);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      while (all.size() < bytes.length) {
        byte[] part = back.recv(1 << 16);
        assertThat(part.length).isLessThanOrEqualTo(8192);
        all.writeBytes(part);
      }
      assertThat(all.toByteArray()).isEqualTo(bytes);
      relay.end();
    }
  }

  @Test
  void nobodyThereIsTold() throws Exception {
    int port;
    try (Socket free = Socket.open(Family.INET, Type.DGRAM)) {
      free.bind(Inet4.LOOPBACK);
      port = ((Inet) free.localAddress()).port();
    }
    try (Relaying relay = Relaying.start("sh:echo x; sleep 100", "udp:127.0.0.1:" + port)) {
      assertThat(relay.failure()).hasMessageContaining("ECONNREFUSED");
    }
  }

  private static Socket udpTo(int port) throws Exception {
    Socket socket = Socket.open(Family.INET, Type.DGRAM);
    socket.bind(Inet4.LOOPBACK);
    socket.connect(Address.parse("127.0.0.1:" + port));
    socket.timeout(Duration.ofSeconds(60));
    return socket;
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RandomGenerator.getDefault().nextBytes(bytes);
    return bytes;
  }
}
