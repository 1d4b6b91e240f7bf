package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import mortise.sys.Openssl;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Self-signed identities with keys of either engine. */
final class SelfSignedTest {
  private static final Duration LIFE = Duration.ofDays(365);

  private static Stream<Arguments> kindsAndEngines() {
    return Stream.of(SelfSigned.values())
        .flatMap(kind -> Stream.of(TlsEngine.values()).map(engine -> Arguments.of(kind, engine)));
  }

  private static Identity made(SelfSigned kind, TlsEngine engine, String host) {
    assumeTrue(engine == TlsEngine.JDK || Openssl.problem() == null, Openssl::problem);
    try (KeyMaker maker =
        engine == TlsEngine.JDK ? new JdkKeyMaker(kind) : new OpensslKeyMaker(kind)) {
      return kind.identity(HostName.of(host), maker);
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndEngines")
  void certificateNamesTheHostIsSignedByItsKeyAndValidForAYear(SelfSigned kind, TlsEngine engine)
      throws Exception {
    Instant before = Instant.now();
    Identity identity = made(kind, engine, "My-Host.example");
    X509Certificate certificate = identity.chain().getFirst();
    certificate.verify(certificate.getPublicKey());
    assertThat(KeyMatch.fits(identity.key(), certificate.getPublicKey())).isTrue();
    assertThat(certificate.getSubjectX500Principal()).hasToString("CN=my-host.example");
    assertThat(certificate.getIssuerX500Principal())
        .isEqualTo(certificate.getSubjectX500Principal());
    assertThat(HostName.dnsNames(certificate)).containsExactly("my-host.example");
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getSerialNumber().bitLength()).isEqualTo(127);
    assertThat(certificate.getNotBefore().toInstant())
        .isBetween(before.minus(Duration.ofMinutes(61)), before.minus(Duration.ofMinutes(59)));
    assertThat(certificate.getNotAfter().toInstant())
        .isBetween(before.plus(LIFE).minusSeconds(1), Instant.now().plus(LIFE));
  }

  @ParameterizedTest
  @MethodSource("kindsAndEngines")
  void certificateOfAnAddressHasTheAddress(SelfSigned kind, TlsEngine engine) {
    assertThat(made(kind, engine, "::1").covers(HostName.of("0:0:0:0:0:0:0:1"))).isTrue();
    assertThat(made(kind, engine, "127.0.0.1").covers(HostName.of("127.0.0.1"))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void serialNumbersAndKeysDiffer(TlsEngine engine) {
    X509Certificate first = made(SelfSigned.P256, engine, "a").chain().getFirst();
    X509Certificate second = made(SelfSigned.P256, engine, "a").chain().getFirst();
    assertThat(first.getSerialNumber()).isNotEqualTo(second.getSerialNumber());
    assertThat(first.getPublicKey()).isNotEqualTo(second.getPublicKey());
  }

  @NeedsLinux("OpenSSL")
  @ParameterizedTest
  @MethodSource("kindsAndEngines")
  void eachEngineServesWithKeysOfBoth(SelfSigned kind, TlsEngine engine) throws Exception {
    Identity identity = made(kind, engine, "a.example");
    TlsClient client = TlsClient.of(Trust.of(identity.chain()));
    for (TlsEngine serving : TlsEngine.values()) {
      TlsServer server = TlsServer.of(identity).engine(serving);
      try (TlsPair pair = TlsPair.open(TlsPair.Carrier.TCP4, server, client)) {
        assertThat(pair.client().tls().orElseThrow().peerCertificates())
            .isEqualTo(identity.chain());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void fingerprintsAreDigestsOfTheCertificate(TlsEngine engine) throws Exception {
    Identity identity = made(SelfSigned.P256, engine, "a");
    X509Certificate certificate = identity.chain().getFirst();
    assertThat(Fingerprint.sha256(identity))
        .isEqualTo(Fingerprint.sha256(certificate))
        .isEqualTo(
            HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash("SHA-256", certificate)));
    assertThat(Fingerprint.sha1(identity))
        .isEqualTo(Fingerprint.sha1(certificate))
        .matches("([0-9A-F]{4} ){9}[0-9A-F]{4}");
    assertThat(Fingerprint.sha1(identity).replace(" ", "").toLowerCase(Locale.ROOT))
        .isEqualTo(HexFormat.of().formatHex(hash("SHA-1", certificate)));
  }

  private static byte[] hash(String algorithm, X509Certificate certificate) throws Exception {
    return MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
  }

  @ParameterizedTest
  @MethodSource("kindsAndEngines")
  void pemOfAnIdentityIsReadAgain(SelfSigned kind, TlsEngine engine, @TempDir Path folder)
      throws Exception {
    Identity identity = made(kind, engine, "a");
    Path file = Files.writeString(folder.resolve("pem"), identity.pem());
    Identity read = Identity.ofPem(file, file);
    assertThat(read.chain()).isEqualTo(identity.chain());
    assertThat(read.key()).isEqualTo(identity.key());
    assertThat(identity.pem().lines()).allMatch(line -> line.length() <= 64);
  }

  @Test
  void invalidHostIsRejected() {
    for (String host : List.of("", "a b", "a/b")) {
      assertThatThrownBy(() -> SelfSigned.P256.identity(host))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + host + "'");
    }
  }
}
