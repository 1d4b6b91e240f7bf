package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import mortise.net.Shutdown;
import mortise.net.SocketPair;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.server.TlsInfo;
import mortise.sys.Openssl;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.tls.TlsPair.Carrier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each engine against each other over TCP. */
final class EnginesTest {
  private static final int MUCH = 1_000_000;

  @TempDir private static Path folder;
  private static Authority authority;
  private static Identity server;
  private static Identity client;
  private static Identity other;
  private static Identity rsa;

  @BeforeAll
  static void issue() throws Exception {
    assumeTrue(Openssl.problem() == null, Openssl::problem);
    authority = Authority.in(folder);
    server = authority.issue("a.example").identity();
    other = authority.issue("b.example").identity();
    rsa = authority.issueRsa("a.example").identity();
    client = authority.issueRsa("client.example").identity();
  }

  /** The engines of server and client, and the only enabled version. */
  record Match(TlsEngine server, TlsEngine client, String version) {
    TlsServer server(Identity... identities) {
      return TlsServer.of(identities).versions(version).engine(server);
    }

    TlsClient client(Trust trust) {
      return TlsClient.of(trust).engine(client);
    }
  }

  static Stream<Match> matches() {
    List<Match> matches = new ArrayList<>();
    for (TlsEngine first : TlsEngine.values()) {
      for (TlsEngine second : TlsEngine.values()) {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
          matches.add(new Match(first, second, version));
        }
      }
    }
    return matches.stream();
  }

  private static TlsPair pair(TlsServer server, TlsClient client) throws Exception {
    return TlsPair.open(Carrier.TCP4, server, client);
  }

  @ParameterizedTest
  @MethodSource("matches")
  void bytesArriveInBothDirectionsUntilCloseNotify(Match match) throws Exception {
    byte[] there = new byte[MUCH];
    byte[] back = new byte[MUCH];
    new SplittableRandom(1).nextBytes(there);
    new SplittableRandom(2).nextBytes(back);
    try (TlsPair pair = pair(match.server(server), match.client(authority.trust()))) {
      Running<byte[]> echo =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                byte[] all = pair.server().readExactly(MUCH);
                pair.server().write(back);
                return all;
              });
      pair.client().write(there);
      assertThat(pair.client().readExactly(MUCH)).isEqualTo(back);
      assertThat(echo.end().returned()).isEqualTo(there);
      pair.client().closeWrite();
      assertThat(pair.server().read(new byte[1])).isEqualTo(-1);
      pair.server().close();
      assertThat(pair.client().read(new byte[1])).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @MethodSource("matches")
  void bothEndsReportEqualTlsInfo(Match match) throws Exception {
    TlsServer tls = match.server(server).alpnProtocols("h2", "http/1.1");
    TlsClient user = match.client(authority.trust()).alpnProtocols("http/1.1", "h2");
    try (TlsPair pair = pair(tls, user)) {
      TlsInfo here = pair.server().tls().orElseThrow();
      TlsInfo there = pair.client().tls().orElseThrow();
      assertThat(here.protocol()).isEqualTo(match.version).isEqualTo(there.protocol());
      assertThat(here.cipherSuite()).startsWith("TLS_").isEqualTo(there.cipherSuite());
      assertThat(here.alpnProtocol()).contains("h2").isEqualTo(there.alpnProtocol());
      assertThat(here.peerCertificates()).isEmpty();
      assertThat(there.peerCertificates()).containsExactlyElementsOf(server.chain());
      assertThat(List.of(here.resumed(), there.resumed())).containsOnly(false);
    }
  }

  @ParameterizedTest
  @MethodSource("matches")
  void serverSeesTheClientsCertificate(Match match) throws Exception {
    TlsServer tls = match.server(server).requireClientCertificates(authority.trust());
    try (TlsPair pair = pair(tls, match.client(authority.trust()).identity(client))) {
      pair.client().write("x");
      pair.server().readExactly(1);
      assertThat(pair.server().tls().orElseThrow().peerCertificates())
          .containsExactlyElementsOf(client.chain());
    }
  }

  @ParameterizedTest
  @MethodSource("matches")
  void certificateIsSelectedByServerName(Match match) throws Exception {
    try (TlsPair pair = pair(match.server(other, server), match.client(authority.trust()))) {
      TlsInfo facts = pair.client().tls().orElseThrow();
      assertThat(facts.peerCertificates()).containsExactlyElementsOf(server.chain());
      assertThat(pair.server().tls().orElseThrow().serverName()).contains("a.example");
    }
  }

  @ParameterizedTest
  @MethodSource("matches")
  void secondConnectionResumesTheSession(Match match) throws Exception {
    TlsServer tls = match.server(server);
    TlsClient user = match.client(authority.trust());
    // A client's sessions are stored by port, so both connections use the same port.
    try (Serving serving = Serving.echo(tls::accept)) {
      assertThat(talk(serving, user).resumed()).isFalse();
      TlsInfo second = talk(serving, user);
      assertThat(second.resumed()).isTrue();
      assertThat(second.peerCertificates()).containsExactlyElementsOf(server.chain());
      assertThat(serving.facts.take().serverName()).contains("a.example");
      assertThat(serving.facts.take().serverName()).contains("a.example");
    }
  }

  @ParameterizedTest
  @MethodSource("matches")
  void sessionIsNotResumedAfterTicketKeyRenewal(Match match) throws Exception {
    TlsServer tls = match.server(server);
    TlsClient user = match.client(authority.trust());
    try (Serving serving = Serving.echo(tls::accept)) {
      talk(serving, user);
      tls.renewTicketKeys();
      assertThat(talk(serving, user).resumed()).isFalse();
      assertThat(talk(serving, user).resumed()).isTrue();
      assertThat(tls.counts()).isEqualTo(new TlsCounts(3, 1, 0, 1));
    }
  }

  @ParameterizedTest
  @MethodSource("matches")
  void failedHandshakesAreCounted(Match match) throws Exception {
    TlsServer tls = match.server(server);
    SocketPair below = Carrier.TCP4.open();
    try (Connection serverEnd = Connection.of(below.second());
        Connection clientEnd = Connection.of(below.first())) {
      clientEnd.write("GET / HTTP/1.1\r\n\r\n");
      assertThat(assertThrows(SSLException.class, () -> tls.accept(serverEnd)))
          .hasMessageContaining("TLS");
    }
    assertThat(tls.counts()).isEqualTo(new TlsCounts(0, 0, 1, 0));
  }

  @ParameterizedTest
  @MethodSource("matches")
  void commonGroupIsUsedAndOthersAreRejected(Match match) throws Exception {
    // In TLS 1.2 the curve of an EC key must be one of the groups; RSA has no such restriction.
    TlsServer tls =
        match
            .server(rsa)
            .groups("secp384r1", "x25519")
            .cipherSuites("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    TlsClient user = match.client(authority.trust());
    try (Serving serving = Serving.echo(tls::accept)) {
      // A ClientHello with only a secp256r1 key share gets a HelloRetryRequest in TLS
      // 1.3.
      talk(serving, user.groups("secp256r1", "secp384r1"));
      assertThat(assertThrows(SSLException.class, () -> talk(serving, user.groups("secp521r1"))))
          .hasMessageContaining("the peer sent alert");
    }
  }

  @ParameterizedTest
  @MethodSource("matches")
  void fileIsSentEncrypted(Match match) throws Exception {
    byte[] content = new byte[MUCH];
    new SplittableRandom(7).nextBytes(content);
    Path file = Files.write(folder.resolve("file-" + match), content);
    try (TlsPair pair = pair(match.server(server), match.client(authority.trust()))) {
      Running<byte[]> reading =
          Running.start(Threads.VIRTUAL, () -> pair.client().readExactly(MUCH - 3));
      assertThat(pair.server().sendFile(file, 3, MUCH)).isEqualTo(MUCH - 3);
      assertThat(reading.end().returned()).isEqualTo(Arrays.copyOfRange(content, 3, MUCH));
    }
  }

  @ParameterizedTest
  @MethodSource("matches")
  void resumedSessionKeepsTheClientsCertificate(Match match) throws Exception {
    TlsServer tls = match.server(server).requireClientCertificates(authority.trust());
    TlsClient user = match.client(authority.trust()).identity(client);
    List<TlsInfo> seen = new CopyOnWriteArrayList<>();
    try (Serving serving =
        Serving.echo(plain -> {
          Connection secure = tls.accept(plain);
          seen.add(secure.tls().orElseThrow());
          return secure;
        })) {
      talk(serving, user);
      assertThat(talk(serving, user).resumed()).isTrue();
    }
    assertThat(seen).extracting(TlsInfo::resumed).containsExactly(false, true);
    assertThat(seen)
        .allSatisfy(info ->
            assertThat(info.peerCertificates().getFirst()).isEqualTo(client.chain().getFirst()));
  }

  @Test
  void groupThatNoEngineSupportsIsReported() {
    TlsServer tls = TlsServer.of(server).groups("X25519MLKEM768");
    assumeTrue(!isThere(tls.engine(TlsEngine.OPENSSL)) && !isThere(tls.engine(TlsEngine.JDK)));
    assertThat(assertThrows(IllegalArgumentException.class, tls::engine))
        .hasMessageContaining("X25519MLKEM768");
    assertThat(
            assertThrows(
                IllegalArgumentException.class, () -> TlsServer.of(server).groups("secp1")))
        .hasMessageContaining("secp1");
  }

  private static boolean isThere(TlsServer tls) {
    try {
      tls.engine();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static TlsInfo talk(Serving serving, TlsClient user) throws IOException {
    try (Connection connection = user.connect(serving.dial(), "a.example")) {
      connection.write("x");
      connection.readExactly(1); // a ticket of TLS 1.3 comes before it
      return connection.tls().orElseThrow();
    }
  }

  @ParameterizedTest
  @MethodSource("matches")
  void certificateThatNoTrustedAuthorityHasSignedIsRefusedWithAnAlert(Match match)
      throws Exception {
    SocketPair below = Carrier.TCP4.open();
    try (Connection serverEnd = Connection.of(below.second());
        Connection clientEnd = Connection.of(below.first())) {
      Running<Connection> accepting =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                Connection tls = match.server(server).accept(serverEnd);
                tls.read(new byte[1]);
                return tls;
              });
      Running<Connection> connecting =
          Running.start(
              Threads.VIRTUAL,
              () -> match.client(Trust.of(client.chain())).connect(clientEnd, "a.example"));
      assertThat(connecting.end().failure())
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("certificate not issued by a trusted CA");
      assertThat(accepting.end().failure())
          .isInstanceOf(SSLException.class)
          .hasMessageMatching("(?s).*(unknown_ca|certificate_unknown).*");
    }
  }

  /** Sends and receives single bytes. */
  private static final class Trickle extends FilteringConnection {
    Trickle(Connection inner) {
      super(inner);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int i = 0; i < length; i++) {
        inner.write(bytes, offset + i, 1);
      }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return inner.read(bytes, offset, Math.min(length, 1));
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
      if (!buffer.hasRemaining()) {
        return 0;
      }
      byte[] one = new byte[1];
      int count = inner.read(one);
      if (count > 0) {
        buffer.put(one);
      }
      return count;
    }
  }

  @ParameterizedTest
  @MethodSource("matches")
  void peersOfAByteAtATimeTalk(Match match) throws Exception {
    TlsServer tls = match.server(server).requireClientCertificates(authority.trust());
    TlsClient user = match.client(authority.trust()).identity(client);
    SocketPair below =
        Carrier.TCP4.open(); // a UNIX socket has room for few bytes that come one by one
    Connection serverEnd = new Trickle(Connection.of(below.second()));
    Running<Connection> accepting = Running.start(Threads.VIRTUAL, () -> tls.accept(serverEnd));
    try (Connection one = user.connect(new Trickle(Connection.of(below.first())), "a.example");
        Connection other = accepting.end().returned()) {
      one.write("from the client");
      assertThat(other.readExactly(15)).isEqualTo("from the client".getBytes());
      other.write("from the server");
      assertThat(one.readExactly(15)).isEqualTo("from the server".getBytes());
      one.closeWrite();
      assertThat(other.read(new byte[1])).isEqualTo(-1);
    }
  }

  /** How both ends of a handshake end: the server's, and the client's or that of its first read. */
  private static List<Throwable> failures(TlsServer tls, TlsClient user) throws Exception {
    SocketPair below = Carrier.TCP4.open();
    try (Connection serverEnd = Connection.of(below.second());
        Connection clientEnd = Connection.of(below.first())) {
      Running<Object> accepting =
          Running.start(Threads.VIRTUAL, () -> tls.accept(serverEnd).read(new byte[1]));
      Running<Object> connecting =
          Running.start(
              Threads.VIRTUAL, () -> user.connect(clientEnd, "a.example").read(new byte[1]));
      return List.of(accepting.end().failure(), connecting.end().failure());
    }
  }

  @ParameterizedTest
  @MethodSource("matches")
  void clientWithoutCertificateIsRejectedIfRequired(Match match) throws Exception {
    List<Throwable> ends =
        failures(
            match.server(server).requireClientCertificates(authority.trust()),
            match.client(authority.trust()));
    assertThat(ends.get(0))
        .isInstanceOf(SSLException.class)
        .hasMessageMatching("(?s).*([Ee]mpty client certificate|client certificate is required).*");
    assertThat(ends.get(1))
        .isInstanceOf(SSLException.class)
        .hasMessageMatching(
            "(?s).*the peer sent alert"
                + " (certificate_required|bad_certificate|handshake_failure).*");
  }

  @ParameterizedTest
  @MethodSource("matches")
  void clientWithoutCertificateIsAcceptedIfOptional(Match match) throws Exception {
    TlsServer tls = match.server(server).askClientCertificates(authority.trust());
    try (TlsPair pair = pair(tls, match.client(authority.trust()))) {
      pair.client().write("x");
      pair.server().readExactly(1);
      assertThat(pair.server().tls().orElseThrow().peerCertificates()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("matches")
  void clientOfAnotherAuthorityIsRefused(Match match) throws Exception {
    List<Throwable> ends =
        failures(
            match.server(server).askClientCertificates(Trust.of(server.chain())),
            match.client(authority.trust()).identity(client));
    assertThat(ends.get(0))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("certificate not issued by a trusted CA");
    assertThat(ends.get(1))
        .isInstanceOf(SSLException.class)
        .hasMessageMatching("(?s).*(unknown_ca|certificate_unknown).*");
  }

  @ParameterizedTest
  @MethodSource("matches")
  void missingCommonAlpnProtocolIsReported(Match match) throws Exception {
    List<Throwable> ends =
        failures(
            match.server(server).alpnProtocols("h2"),
            match.client(authority.trust()).alpnProtocols("imap"));
    assertThat(ends).allSatisfy(end -> assertThat(end).isInstanceOf(SSLException.class));
    assertThat(ends.get(1)).hasMessageContaining("no_application_protocol");
  }

  @ParameterizedTest
  @MethodSource("matches")
  void missingCommonVersionIsReported(Match match) throws Exception {
    String other = match.version.equals("TLSv1.2") ? "TLSv1.3" : "TLSv1.2";
    List<Throwable> ends =
        failures(match.server(server), match.client(authority.trust()).versions(other));
    assertThat(ends).allSatisfy(end -> assertThat(end).isInstanceOf(SSLException.class));
    assertThat(ends.get(1)).hasMessageMatching("(?s).*(protocol_version|no common TLS version).*");
  }

  @ParameterizedTest
  @MethodSource("matches")
  void cipherSuiteThatOneSideAsksForIsUsed(Match match) throws Exception {
    String suite =
        match.version.equals("TLSv1.3")
            ? "TLS_CHACHA20_POLY1305_SHA256"
            : "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256";
    for (boolean byServer : new boolean[] {false, true}) {
      TlsServer tls = match.server(server);
      TlsClient user = match.client(authority.trust());
      try (TlsPair pair =
          byServer ? pair(tls.cipherSuites(suite), user) : pair(tls, user.cipherSuites(suite))) {
        assertThat(pair.server().tls().orElseThrow().cipherSuite()).isEqualTo(suite);
        assertThat(pair.client().tls().orElseThrow().cipherSuite()).isEqualTo(suite);
      }
    }
  }

  /** TLS 1.2 has no half-close: RFC 5246, section 7.2.1. */
  @ParameterizedTest
  @MethodSource("matches")
  void otherDirectionContinuesAfterCloseNotifyInTls13(Match match) throws Exception {
    byte[] back = new byte[MUCH];
    new SplittableRandom(3).nextBytes(back);
    try (TlsPair pair = pair(match.server(server), match.client(authority.trust()))) {
      pair.client().write("all");
      pair.client().closeWrite();
      assertThat(pair.server().readExactly(3)).isEqualTo("all".getBytes());
      assertThat(pair.server().read(new byte[1])).isEqualTo(-1);
      if (match.version.equals("TLSv1.2")) {
        assertThatThrownBy(() -> pair.server().write(back))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("which closes both directions in TLS 1.2");
        return;
      }
      Running<Object> writing =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                pair.server().write(back);
                pair.server().closeWrite();
                return null;
              });
      assertThat(pair.client().readExactly(MUCH)).isEqualTo(back);
      assertThat(pair.client().read(new byte[1])).isEqualTo(-1);
      writing.end().returned();
    }
  }

  @ParameterizedTest
  @MethodSource("matches")
  void endWithoutCloseNotifyIsATruncationAtBothEnds(Match match) throws Exception {
    for (boolean byServer : new boolean[] {false, true}) {
      try (TlsPair pair = pair(match.server(server), match.client(authority.trust()))) {
        pair.client().write("x");
        pair.server().readExactly(1);
        pair.server().write("x");
        pair.client().readExactly(1); // with the tickets, so that no reset follows
        Connection reading = byServer ? pair.client() : pair.server();
        (byServer ? pair.below().second() : pair.below().first()).shutdown(Shutdown.WR);
        assertThatThrownBy(() -> reading.read(new byte[1])).isInstanceOf(TruncatedException.class);
      }
    }
  }

  /** A server ignores a ticket that it cannot decrypt. */
  @ParameterizedTest
  @MethodSource("matches")
  void sessionIsNotResumedAfterReload(Match match) throws Exception {
    ReloadableTlsServer tls = ReloadableTlsServer.of(() -> match.server(server));
    TlsClient user = match.client(authority.trust());
    try (Serving serving = Serving.echo(tls::accept)) {
      talk(serving, user);
      tls.reload();
      assertThat(talk(serving, user).resumed()).isFalse();
      assertThat(talk(serving, user).resumed()).isTrue();
      assertThat(serving.failures).isEmpty();
    }
  }
}
