package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import mortise.net.Address;
import mortise.net.Datagram;
import mortise.net.Deadline;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.testing.Loopback;
import mortise.testing.Program;
import mortise.testing.Running;
import mortise.testing.Seeds;
import mortise.testing.Threads;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DtlsTest {
  @TempDir private static Path folder;
  private static Authority authority;
  private static Authority.Issued certificate;
  private static TlsServer tls;
  private static TlsClient client;

  @BeforeAll
  static void issue() throws Exception {
    authority = Authority.in(folder);
    certificate = authority.issueRsa("a.example");
    tls = TlsServer.of(certificate.identity());
    client = TlsClient.of(authority.trust());
  }

  /** Starts a server that echoes messages. */
  private static DtlsServer echoing(TlsServer tls) throws IOException {
    DtlsServer server = DtlsServer.open(Loopback.UDP.bound(), tls);
    Thread.startVirtualThread(() -> accept(server));
    return server;
  }

  private static void accept(DtlsServer server) {
    try {
      while (true) {
        DtlsConnection peer = server.accept();
        Thread.startVirtualThread(() -> echo(peer));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private static void echo(DtlsConnection peer) {
    try (peer) {
      for (byte[] message; (message = peer.receive()) != null; ) {
        peer.send(message);
      }
    } catch (IOException _) {
      // closed
    }
  }

  private static Socket dial(Address server) throws IOException {
    Socket socket = Loopback.UDP.bound();
    socket.connect(server);
    return socket;
  }

  private static Deadline late() {
    return Deadline.after(Duration.ofSeconds(60));
  }

  private static DtlsConnection connect(Address server) throws IOException {
    return client.connect(dial(server), "a.example", late());
  }

  @Test
  void closeWriteLeavesTheOtherDirectionOpen() throws Exception {
    try (DtlsServer server = DtlsServer.open(Loopback.UDP.bound(), tls);
        DtlsConnection connection = connect(server.localAddress());
        DtlsConnection peer = server.accept()) {
      peer.send("last".getBytes());
      peer.closeWrite();
      connection.send("still".getBytes());
      assertThat(connection.receive()).isEqualTo("last".getBytes());
      assertThat(connection.receive()).isNull();
      assertThat(peer.receive()).isEqualTo("still".getBytes());
      assertThatThrownBy(() -> peer.send("more".getBytes()))
          .isInstanceOf(SocketException.class)
          .hasMessage("send: the connection is closed for writing");
    }
  }

  /** RFC 6347, section 4.1.2.6. */
  @Test
  void messageThatComesTwiceIsSkipped() throws Exception {
    try (DtlsServer server = DtlsServer.open(Loopback.UDP.bound(), tls);
        LossyPath path = LossyPath.doubling(server.localAddress());
        DtlsConnection connection = connect(path.address());
        DtlsConnection peer = server.accept()) {
      for (String text : List.of("one", "two", "three")) {
        connection.send(text.getBytes());
        peer.send(text.getBytes());
      }
      for (String text : List.of("one", "two", "three")) {
        assertThat(peer.receive()).isEqualTo(text.getBytes());
        assertThat(connection.receive()).isEqualTo(text.getBytes());
      }
    }
  }

  @Test
  void queuedDatagramsAreReceivedBeforePortUnreachable() throws Exception {
    DtlsServer server = DtlsServer.open(Loopback.UDP.bound(), tls);
    try (DtlsConnection connection = connect(server.localAddress())) {
      DtlsConnection peer = server.accept();
      peer.send("one".getBytes());
      peer.send("two".getBytes());
      server.close();
      connection.send("nobody".getBytes()); // the answer is an error of ICMP
      connection.send("nobody".getBytes());
      assertThat(connection.receive()).isEqualTo("one".getBytes());
      assertThat(connection.receive()).isEqualTo("two".getBytes());
    } finally {
      server.close();
    }
  }

  @Test
  void clientMayRequestAnyServerName() throws Exception {
    try (DtlsServer server = DtlsServer.open(Loopback.UDP.bound(), tls);
        DtlsConnection connection =
            client.connect(dial(server.localAddress()), "A.Example.", late());
        DtlsConnection peer = server.accept()) {
      assertThat(connection.tls().serverName()).contains("a.example");
      assertThat(peer.tls().serverName()).contains("a.example");
    }
  }

  @Test
  void messagesKeepTheirBoundsBothWays() throws Exception {
    try (DtlsServer server = echoing(tls);
        DtlsConnection connection = connect(server.localAddress())) {
      assertThat(connection.tls().protocol()).isEqualTo("DTLSv1.2");
      assertThat(connection.tls().serverName()).contains("a.example");
      for (int size : new int[] {1, 100, 1300}) {
        connection.send(new byte[size]);
        assertThat(connection.receive()).hasSize(size);
      }
      connection.send("hello".getBytes());
      ByteBuffer little = ByteBuffer.allocate(2);
      assertThat(connection.receive(little)).isEqualTo(2);
      assertThat(little.array()).isEqualTo("he".getBytes());
    }
  }

  @Test
  void messageThatFitsIntoNoDatagramIsRefused() throws Exception {
    try (DtlsServer server = echoing(tls);
        DtlsConnection connection = connect(server.localAddress())) {
      assertThatThrownBy(() -> connection.send(new byte[1400]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(
              "send: message of 1400 bytes exceeds the maximum of 13\\d\\d bytes per datagram");
      connection.send("still".getBytes());
      assertThat(connection.receive()).isEqualTo("still".getBytes());
    }
  }

  @Test
  void manyPeersShareOneSocket() throws Exception {
    try (DtlsServer server = echoing(tls)) {
      List<Running<String>> talks = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String name = "peer " + i;
        talks.add(Running.start(Threads.VIRTUAL, () -> talk(server.localAddress(), name)));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(talks.get(i).end().returned()).isEqualTo("peer " + i);
      }
    }
  }

  private static String talk(Address server, String words) throws IOException {
    try (DtlsConnection connection = connect(server)) {
      connection.send(words.getBytes());
      return new String(connection.receive());
    }
  }

  @Test
  void closeNotifyAndTimeoutAreReported() throws Exception {
    try (DtlsServer server = DtlsServer.open(Loopback.UDP.bound(), tls)) {
      DtlsConnection connection = connect(server.localAddress());
      DtlsConnection peer = server.accept();
      peer.timeout(Duration.ofMillis(20));
      assertThatThrownBy(peer::receive).isInstanceOf(SocketTimeoutException.class);
      peer.timeout(null);
      connection.close();
      assertThat(peer.receive()).isNull();
      assertThat(peer.receive()).isNull();
    }
  }

  @Test
  void closeWakesReceiverAndAcceptor() throws Exception {
    DtlsServer server = DtlsServer.open(Loopback.UDP.bound(), tls);
    try (DtlsConnection _ = connect(server.localAddress());
        DtlsConnection peer = server.accept()) {
      Running<byte[]> receiving = Running.start(Threads.VIRTUAL, peer::receive);
      Running<DtlsConnection> accepting = Running.start(Threads.VIRTUAL, server::accept);
      server.close();
      assertThat(receiving.end().failure()).isInstanceOf(SocketException.class);
      assertThat(accepting.end().failure()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void requiredClientCertificateIsReportedInTlsInfo() throws Exception {
    TlsServer asking = tls.requireClientCertificates(authority.trust());
    Identity identity = authority.issue("client").identity();
    try (DtlsServer server = DtlsServer.open(Loopback.UDP.bound(), asking);
        DtlsConnection connection =
            client.identity(identity).connect(dial(server.localAddress()), "a.example", late());
        DtlsConnection peer = server.accept()) {
      assertThat(peer.tls().peerCertificates().getFirst().getSubjectX500Principal())
          .hasToString("CN=client");
      assertThat(connection.peerAddress()).isEqualTo(server.localAddress());
    }
  }

  @Test
  void serverThatIsNotTrustedIsRefused() throws Exception {
    try (DtlsServer server = echoing(tls)) {
      assertThatThrownBy(
              () -> TlsClient.system().connect(dial(server.localAddress()), "a.example", late()))
          .isInstanceOf(SSLException.class)
          .hasMessageEndingWith("certificate not issued by a trusted CA");
    }
  }

  @Test
  void handshakeWithoutPeerEndsAtDeadline() throws Exception {
    try (Socket silent = Loopback.UDP.bound()) {
      Deadline soon = Deadline.after(Duration.ofMillis(30));
      assertThatThrownBy(() -> client.connect(dial(silent.localAddress()), "a.example", soon))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  /** Without a cookie the server sends one small reply per request and keeps no state. */
  @Test
  void replyToHelloWithoutCookieIsSmallerThanHello() throws Exception {
    byte[] hello;
    try (Socket server = Loopback.UDP.bound()) {
      Running<DtlsConnection> connecting =
          Running.start(Threads.VIRTUAL, () -> connect(server.localAddress()));
      hello = server.recv(2000);
      connecting.thread().interrupt();
      connecting.end().failure();
    }
    try (DtlsServer server = echoing(tls);
        Socket socket = dial(server.localAddress())) {
      for (int i = 0; i < 100; i++) {
        socket.send(hello);
        assertThat(socket.recv(2000)).hasSizeLessThan(hello.length).startsWith(22, -2);
      }
    }
  }

  @Test
  void invalidDatagramsAreSkipped() throws Exception {
    try (DtlsServer server = echoing(tls);
        DtlsConnection connection = connect(server.localAddress());
        Socket stranger = dial(server.localAddress())) {
      Seeds.each(
          200,
          random -> {
            byte[] garbage = new byte[random.nextInt(1, 200)];
            random.nextBytes(garbage);
            garbage[0] = (byte) random.nextInt(19, 25);
            stranger.send(garbage);
          });
      connection.send("hello".getBytes());
      assertThat(connection.receive()).isEqualTo("hello".getBytes());
    }
  }

  @Test
  void lossAndDisorderAreSurvived() throws Exception {
    Seeds.each(
        2,
        random -> {
          try (DtlsServer server = echoing(tls);
              LossyPath lossy = LossyPath.to(server.localAddress(), random.nextLong());
              DtlsConnection connection = connect(lossy.address())) {
            connection.timeout(Duration.ofMillis(100));
            int echoed = 0;
            for (int i = 0; i < 1000 && echoed < 5; i++) {
              connection.send(("message " + i).getBytes());
              try {
                assertThat(new String(connection.receive())).startsWith("message ");
                echoed++;
              } catch (SocketTimeoutException _) {
                // lost, as datagrams may be
              }
            }
            assertThat(echoed).isEqualTo(5);
          }
        });
  }

  /** Without reordering the JDK's engine fails with decrypt_error. */
  @Test
  void lostTicketIsAwaited() throws Exception {
    AtomicInteger lost = new AtomicInteger();
    try (DtlsServer server = echoing(tls);
        LossyPath path =
            LossyPath.losing(
                server.localAddress(),
                datagram -> isTicket(datagram) && lost.getAndIncrement() == 0);
        DtlsConnection connection = connect(path.address())) {
      connection.send("hello".getBytes());
      assertThat(connection.receive()).isEqualTo("hello".getBytes());
      assertThat(lost).hasPositiveValue();
    }
  }

  /** Whether it is an unencrypted handshake record that begins with NewSessionTicket (RFC 5077). */
  private static boolean isTicket(byte[] datagram) {
    return datagram[0] == 22 && datagram[4] == 0 && datagram[13] == 4;
  }

  /** A cookie for one address is invalid for another. */
  @Test
  void cookieIsValidForOneAddressOnly() throws Exception {
    try (DtlsServer server = echoing(tls);
        Socket relay = Loopback.UDP.bound();
        Socket own = dial(server.localAddress());
        Socket other = dial(server.localAddress())) {
      Running<DtlsConnection> connecting =
          Running.start(Threads.VIRTUAL, () -> connect(relay.localAddress()));
      Datagram hello = relay.recvFrom(2000);
      own.send(hello.data());
      relay.sendTo(own.recv(2000), hello.sender());
      byte[] withCookie = relay.recv(2000);
      while (withCookie[18] == 0) {
        withCookie = relay.recv(2000); // the first hello once more, since the relay took long
      }
      other.send(withCookie);
      assertThat(other.recv(2000)[13]).as("HelloVerifyRequest").isEqualTo((byte) 3);
      own.send(withCookie);
      assertThat(own.recv(2000)[13]).as("ServerHello").isEqualTo((byte) 2);
      connecting.thread().interrupt();
      connecting.end().failure();
    }
  }

  @Test
  void peerThatWasIdleLongestIsEvicted() throws Exception {
    try (DtlsServer server = DtlsServer.open(Loopback.UDP.bound(), tls)) {
      server.peers(2, Duration.ZERO);
      try (DtlsConnection talks = connect(server.localAddress());
          DtlsConnection first = server.accept();
          DtlsConnection silent = connect(server.localAddress());
          DtlsConnection second = server.accept()) {
        talks.send("still here".getBytes());
        assertThat(first.receive()).isEqualTo("still here".getBytes());
        try (DtlsConnection next = connect(server.localAddress());
            DtlsConnection third = server.accept()) {
          assertThatThrownBy(second::receive).isInstanceOf(SocketException.class);
          next.send("hello".getBytes());
          assertThat(third.receive()).isEqualTo("hello".getBytes());
          talks.send("and now".getBytes());
          assertThat(first.receive()).isEqualTo("and now".getBytes());
        }
        assertThat(silent.peerAddress()).isEqualTo(server.localAddress());
      }
    }
  }

  @Test
  void activePeersAreNotEvicted() throws Exception {
    try (DtlsServer server = echoing(tls)) {
      server.peers(1, Duration.ofHours(1));
      try (DtlsConnection connection = connect(server.localAddress())) {
        Deadline soon = Deadline.after(Duration.ofMillis(100));
        assertThatThrownBy(() -> client.connect(dial(server.localAddress()), "a.example", soon))
            .isInstanceOf(SocketTimeoutException.class);
        connection.send("hello".getBytes());
        assertThat(connection.receive()).isEqualTo("hello".getBytes());
      }
      assertThatThrownBy(() -> server.peers(0, Duration.ZERO))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void opensslsClientTalks() throws Exception {
    try (DtlsServer server = echoing(tls);
        Program openssl =
            Program.start(
                "openssl",
                "s_client",
                "-dtls1_2",
                "-connect",
                "127.0.0.1:" + ((Inet) server.localAddress()).port(),
                "-CAfile",
                authority.certificate(),
                "-verify_return_error")) {
      openssl.say("hello\n").awaitOutput("\nhello\n").say("again\n").awaitOutput("\nagain\n");
      openssl.endInput();
      assertThat(openssl.end().status()).isZero();
    }
  }

  @Test
  void opensslsServerTalks() throws Exception {
    int port;
    try (Socket free = Loopback.UDP.bound()) {
      port = ((Inet) free.localAddress()).port();
    }
    try (Program openssl =
        Program.start(
            "openssl",
            "s_server",
            "-dtls1_2",
            "-accept",
            "127.0.0.1:" + port,
            "-listen",
            "-cert",
            certificate.chain(),
            "-key",
            certificate.key())) {
      openssl.awaitOutput("ACCEPT");
      try (DtlsConnection connection = connect(mortise.net.Inet4.LOOPBACK.withPort(port))) {
        connection.send("hello\n".getBytes());
        openssl.awaitOutput("hello").say("answer\n");
        assertThat(connection.receive()).isEqualTo("answer\n".getBytes());
      }
    }
  }
}
