package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import mortise.net.Deadline;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.server.Connection;
import mortise.sys.Openssl;
import mortise.sys.OpensslCrypto;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.tls.TlsPair.Carrier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Native memory is freed in all cases. Isolated, since live objects of the process are counted. */
@Isolated
final class OpensslEngineTest {
  private static final int MANY = 1000;

  @TempDir private static Path folder;
  private static TlsServer server;
  private static TlsClient client;

  @BeforeAll
  static void issue() throws Exception {
    assumeTrue(Openssl.problem() == null, Openssl::problem);
    Authority authority = Authority.in(folder);
    server = TlsServer.of(authority.issue("a.example").identity()).engine(TlsEngine.OPENSSL);
    client = TlsClient.of(authority.trust()).engine(TlsEngine.OPENSSL);
  }

  @Test
  void eachHandshakeThatFailsFreesWhatItTook() throws Exception {
    int before = OpensslEngine.live();
    byte[] hello = {22, 3, 1, 0, 5, 1, 0, 0, 1, 0};
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < MANY; i++) {
      SocketPair pair = Carrier.SOCKETPAIR.open();
      try (Socket peer = pair.first();
          Connection plain = Connection.of(pair.second())) {
        byte[] bad = hello.clone();
        bad[random.nextInt(5, bad.length)] = (byte) random.nextInt();
        peer.sendAll(bad);
        peer.shutdown(Shutdown.WR);
        assertThat(Running.start(Threads.VIRTUAL, () -> server.accept(plain)).end().failure())
            .isInstanceOf(IOException.class);
      }
    }
    assertThat(OpensslEngine.live()).isEqualTo(before);
  }

  @Test
  void closeAtAnyMomentOfAReadAndAWriteFreesOnce() throws Exception {
    int before = OpensslEngine.live();
    for (int i = 0; i < 200; i++) {
      TlsPair pair = TlsPair.open(Carrier.TCP4, server, client);
      List<Running<Object>> busy =
          List.of(
              Running.start(Threads.VIRTUAL, () -> forEver(() -> pair.client().write("some text"))),
              Running.start(Threads.VIRTUAL, () -> forEver(() -> read(pair.server()))),
              Running.start(Threads.VIRTUAL, () -> forEver(() -> pair.server().write("and back"))),
              Running.start(Threads.VIRTUAL, () -> forEver(() -> read(pair.client()))));
      if (i % 2 == 0) {
        Thread.yield();
        pair.client().close();
        pair.server().close();
      } else {
        pair.server().abort();
        pair.client().abort();
      }
      for (Running<Object> one : busy) {
        one.end();
      }
    }
    assertThat(OpensslEngine.live()).isEqualTo(before);
  }

  /** SSL_get_error reports any error of the thread, whoever has left it. */
  @Test
  void errorThatOtherCodeHasLeftIsNotTheConnections() throws Exception {
    try (TlsPair pair = TlsPair.open(Carrier.SOCKETPAIR, server, client)) {
      pair.server().write("text");
      assertThat(pair.client().readExactly(4)).asString().isEqualTo("text");
      assertThat(OpensslCrypto.d2i_X509(new byte[] {1, 2, 3})).isZero();
      assertThat(OpensslCrypto.ERR_peek_error()).isNotZero();
      pair.server().closeWrite();
      assertThat(pair.client().read(new byte[1])).isEqualTo(-1);
    } finally {
      OpensslCrypto.ERR_clear_error();
    }
  }

  private interface Call {
    void make() throws IOException;
  }

  private static Object forEver(Call call) {
    try {
      while (true) {
        call.make();
      }
    } catch (IOException e) {
      return e;
    }
  }

  private static void read(Connection from) throws IOException {
    if (from.read(new byte[100]) < 0) {
      throw new IOException("the end");
    }
  }

  @Test
  void deadlineInTheMiddleOfARecordLosesNothing() throws Exception {
    try (TlsPair pair = TlsPair.open(Carrier.TCP4, server, client)) {
      pair.server().deadline(Deadline.after(Duration.ofMillis(1)));
      assertThat(
              Running.start(Threads.VIRTUAL, () -> pair.server().read(new byte[1])).end().failure())
          .isInstanceOf(SocketTimeoutException.class);
      pair.server().deadline(Deadline.NEVER);
      pair.client().write("whole");
      assertThat(pair.server().readExactly(5)).isEqualTo("whole".getBytes());
    }
  }

  @Test
  void engineThatIsFreedFailsAndDoesNotCrash() throws Exception {
    OpensslEngine engine = new OpensslEngine(new OpensslContext(TlsSettings.DEFAULT), false, null);
    engine.free();
    engine.free();
    assertThat(engine.hasOutput()).isFalse();
    engine.closeOutbound();
    assertThatThrownBy(engine::handshake).hasMessageContaining("closed");
  }

  /** Security level 2, Debian's default, rejects RSA keys of less than 2048 bits. */
  @Test
  void keyThatLibsslRejectsFallsBackToJdkUnlessForced() throws Exception {
    Authority authority = Authority.in(Files.createDirectory(folder.resolve("weak")));
    authority.openssl(
        "req -x509 -newkey rsa:1024 -nodes -days 2 -keyout weak.key -out weak.pem -subj /CN=weak");
    Path place = authority.certificate().getParent();
    Identity weak = Identity.ofPem(place.resolve("weak.pem"), place.resolve("weak.key"));
    assumeTrue(TlsEngine.preferred() == TlsEngine.OPENSSL);
    assertThat(TlsServer.of(weak).engine()).isEqualTo(TlsEngine.JDK);
    assertThat(TlsClient.of(Trust.system()).identity(weak).engine()).isEqualTo(TlsEngine.JDK);
    assertThatThrownBy(() -> TlsServer.of(weak).engine(TlsEngine.OPENSSL).engine())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("CN=weak")
        .hasMessageContaining("key too small");
  }

  /** Otherwise the server would send an incomplete chain, which many peers reject. */
  @Test
  void chainWithCertificateThatLibsslRejectsIsRejected() throws Exception {
    Authority authority = Authority.in(Files.createDirectory(folder.resolve("middle")));
    authority.openssl(
        "req -x509 -newkey rsa:1024 -nodes -days 2 -keyout middle.key -out middle.pem -subj"
            + " /CN=middle -addext basicConstraints=critical,CA:TRUE");
    authority.openssl(
        "req -new -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj /CN=leaf");
    authority.openssl(
        "x509 -req -in leaf.csr -CA middle.pem -CAkey middle.key -CAcreateserial -days 2 -out"
            + " leaf.pem");
    authority.run("sh", "-c", "cat leaf.pem middle.pem > chain.pem");
    Path place = authority.certificate().getParent();
    Identity chain = Identity.ofPem(place.resolve("chain.pem"), place.resolve("leaf.key"));
    assertThatThrownBy(() -> TlsServer.of(chain).engine(TlsEngine.OPENSSL).engine())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("libssl rejects certificate 'CN=middle': ca key too small");
    assumeTrue(TlsEngine.preferred() == TlsEngine.OPENSSL);
    assertThat(TlsServer.of(chain).engine()).isEqualTo(TlsEngine.JDK);
  }
}
