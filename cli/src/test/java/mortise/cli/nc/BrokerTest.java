package mortise.cli.nc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import mortise.cli.flow.Watcher;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.server.Connection;
import mortise.server.Server;
import mortise.testing.Parked;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;

class BrokerTest {
  private static final Watcher NOBODY = new Watcher() {};

  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

  private Server open(Broker broker) throws IOException {
    return Server.open(Inet4.LOOPBACK, broker::serve);
  }

  private static Connection connect(Address address) throws IOException {
    Socket socket = Socket.open(address.family(), Type.STREAM);
    socket.connect(address);
    return Connection.of(socket);
  }

  /** A member of a chat that has been announced. */
  private static Connection member(Server server, int number) throws IOException {
    Connection connection = connect(server.address());
    assertThat(connection.readLine(200)).endsWith("is connected as <user" + number + ">.");
    assertThat(connection.readLine(200)).startsWith("<announce> already connected: ");
    return connection;
  }

  @Test
  void chatNamesWhoSpeaksAndWhoComesAndGoes() throws Exception {
    try (Server server = open(Broker.chat(complaints::add, NOBODY));
        Connection first = member(server, 4)) {
      try (Connection second = member(server, 5)) {
        assertThat(first.readLine(200)).isEqualTo("<announce> 127.0.0.1 is connected as <user5>.");
        assertThat(first.readLine(200))
            .isEqualTo("<announce> already connected: 127.0.0.1 as <user4>.");
        second.write("a\tb\033[0m\r\n");
        assertThat(first.readLine(200)).isEqualTo("<user5> a\tb\\033[0m");
        first.write("c\n");
        assertThat(second.readLine(200)).isEqualTo("<user4> c");
      }
      assertThat(first.readLine(200)).isEqualTo("<announce> <user5> is disconnected.");
      // The number is free again.
      member(server, 5).close();
    }
  }

  /** A line feed or a CR would put what follows in the place of a name. */
  @Test
  void memberOfChatForgesNoLine() throws Exception {
    try (Server server = open(Broker.chat(complaints::add, NOBODY));
        Connection speaker = member(server, 4);
        Connection hearer = member(server, 5)) {
      speaker.readLine(200);
      speaker.readLine(200);
      speaker.write("a\n<user0> b\r<announce> c\r\n\033[2J\u009b\n".getBytes(ISO_8859_1));
      assertThat(hearer.readLine(200)).isEqualTo("<user4> a");
      assertThat(hearer.readLine(200)).isEqualTo("<user4> <user0> b\\015<announce> c");
      assertThat(hearer.readLine(200)).isEqualTo("<user4> \\033[2J\\233");
    }
  }

  /** The words of ours and of ncat's chat, said to the same members; a CR alone is escaped. */
  @Test
  void wordsAreThoseOfNcat() throws Exception {
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    all['\n'] = ' ';
    all[255] = '\n';
    try (Server server = open(Broker.chat(complaints::add, NOBODY));
        Connection speaker = member(server, 4);
        Connection hearer = member(server, 5)) {
      speaker.write(all);
      String ours = hearer.readLine(4000);
      assertThat(ours).isEqualTo(ncat(all).replace("\r", "\\015"));
    }
  }

  private static String ncat(byte[] said) throws Exception {
    int port;
    try (Socket free = Socket.open(Family.INET, Type.STREAM)) {
      free.bind(Inet4.LOOPBACK);
      port = ((Inet4) free.localAddress()).port();
    }
    try (Program ncat = Program.start("ncat", "-l", "--chat", "127.0.0.1", port)) {
      ncat.awaitListening(port);
      Address address = Inet4.LOOPBACK.withPort(port);
      try (Connection speaker = connect(address)) {
        speaker.readLine(200);
        try (Connection hearer = connect(address)) {
          hearer.readLine(200);
          hearer.readLine(200);
          speaker.write(said);
          return hearer.readLine(4000);
        }
      }
    }
  }

  @Test
  void hostSpeaksAsUserZeroOnceSomebodyIsThere() throws Exception {
    Broker broker = Broker.chat(complaints::add, NOBODY);
    try (Server server = open(broker)) {
      Thread host =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  broker.host(new ByteArrayInputStream("hello\n".getBytes(ISO_8859_1)));
                } catch (IOException | InterruptedException e) {
                  complaints.add(e.toString());
                }
              });
      try (Connection member = member(server, 4)) {
        assertThat(member.readLine(200)).isEqualTo("<user0> hello");
      }
      host.join();
    }
    assertThat(complaints).isEmpty();
  }

  /** Two send a lot, one of the others never reads; all who read get all, in order. */
  @Test
  void memberThatDoesNotReadHoldsUpNobody() throws Exception {
    Broker broker = Broker.plain(complaints::add, NOBODY);
    byte[] bytes = new byte[24 << 20];
    new SplittableRandom(7).nextBytes(bytes);
    try (Server server = open(broker);
        Connection sender = connect(server.address());
        Connection sleeper = connect(server.address())) {
      List<Connection> readers = new ArrayList<>();
      List<FutureTask<byte[]>> digests = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Connection reader = connect(server.address());
        readers.add(reader);
        FutureTask<byte[]> digest = new FutureTask<>(() -> digest(reader, bytes.length));
        Thread.ofVirtual().start(digest);
        digests.add(digest);
      }
      Until.holds(() -> broker.members() == 5);
      sender.write(bytes);
      byte[] expected = MessageDigest.getInstance("SHA-256").digest(bytes);
      for (FutureTask<byte[]> digest : digests) {
        assertThat(digest.get()).isEqualTo(expected);
      }
      Until.holds(() -> broker.members() == 4);
      assertThat(complaints).singleElement().asString().contains("reads too slowly");
      assertThat(sleeper.isOpen()).isTrue();
      readers.forEach(Connection::close);
    }
  }

  private static byte[] digest(Connection reader, int length) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] part = new byte[1 << 16];
    for (int left = length; left > 0; ) {
      int count = reader.read(part, 0, Math.min(left, part.length));
      if (count < 0) {
        throw new IOException("ended " + left + " bytes too early");
      }
      digest.update(part, 0, count);
      left -= count;
    }
    return digest.digest();
  }

  /** Of two, the sender waits: nothing is lost, however late the other reads. */
  @Test
  void ofTwoTheSenderWaits() throws Exception {
    Broker broker = Broker.plain(complaints::add, NOBODY);
    byte[] bytes = new byte[16 << 20];
    new SplittableRandom(7).nextBytes(bytes);
    try (Server server = open(broker);
        Connection sender = connect(server.address());
        Connection reader = connect(server.address())) {
      Until.holds(() -> broker.members() == 2);
      FutureTask<Void> sending =
          new FutureTask<>(() -> {
            sender.write(bytes);
            sender.closeWrite();
            return null;
          });
      Thread thread = Thread.ofVirtual().start(sending);
      Parked.then(thread, () -> {});
      ByteArrayOutputStream got = new ByteArrayOutputStream();
      got.writeBytes(reader.readExactly(bytes.length));
      sending.get();
      assertThat(got.toByteArray()).isEqualTo(bytes);
      assertThat(complaints).isEmpty();
    }
  }
}
