package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import mortise.testing.Seeds;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of files: the message has the file and the reason. */
final class IdentityTest {
  @TempDir private static Path folder;
  private static Authority authority;
  private static Authority.Issued issued;
  private static Authority.Issued other;

  @BeforeAll
  static void issue() throws Exception {
    authority = Authority.in(folder);
    issued = authority.issue("a.example", "*.b.example");
    other = authority.issueRsa("other.example");
  }

  private static void assertFault(Path chain, Path key, String words) {
    assertThatThrownBy(() -> Identity.ofPem(chain, key))
        .isInstanceOf(FileSystemException.class)
        .hasMessageMatching(words);
  }

  private static Path write(Path folder, String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void chainAndKeyMayBeOneFile(@TempDir Path place) throws Exception {
    Path both =
        write(
            place,
            "both.pem",
            "some words\n"
                + Files.readString(issued.key())
                + Files.readString(issued.chain())
                + Files.readString(authority.certificate()));
    Identity identity = Identity.ofPem(both, both);
    assertThat(identity.chain()).hasSize(2);
    assertThat(identity).hasToString("Identity['CN=a.example']");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rsa:2048",
        "rsa-pss -pkeyopt rsa_keygen_bits:2048",
        "ed25519",
        "ec -pkeyopt ec_paramgen_curve:P-384"
      })
  void everyKindOfKeyIsRead(String kind, @TempDir Path place) throws Exception {
    authority.openssl(
        "req -x509 -newkey %s -nodes -keyout %s/k -out %s/c -subj /CN=x -days 2"
            .formatted(kind, place, place));
    Identity identity = Identity.ofPem(place.resolve("c"), place.resolve("k"));
    assertThat(Identity.of(identity.key(), identity.chain()).chain()).isEqualTo(identity.chain());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-v2 aes-256-cbc", "-v2 aes-128-cbc -v2prf hmacWithSHA512"})
  void encryptedKeyIsReadWithItsPassword(String encryption, @TempDir Path place) throws Exception {
    Path key = place.resolve("secret.key");
    authority.openssl(
        "pkcs8 -topk8 -in %s -out %s -passout pass:word %s"
            .formatted(issued.key(), key, encryption));
    assertThat(Identity.ofPem(issued.chain(), key, "word".toCharArray()).chain()).hasSize(1);
    assertFault(
        issued.chain(), key, ".*/secret.key: private key is encrypted, and no password was given");
    assertThatThrownBy(() -> Identity.ofPem(issued.chain(), key, "wrong".toCharArray()))
        .isInstanceOf(FileSystemException.class)
        .hasMessageEndingWith("/secret.key: wrong password for the private key");
  }

  @Test
  void fileThatIsNotThereIsNamed() {
    Path missing = folder.resolve("missing.pem");
    assertThatThrownBy(() -> Identity.ofPem(missing, issued.key()))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageMatching(".*/missing.pem: no such file");
  }

  @Test
  void keyOfAnotherCertificateIsNamedWithBothFiles() {
    assertFault(
        issued.chain(),
        other.key(),
        ".*/other.example-rsa.key: private key does not match the certificate 'CN=a.example' in"
            + " .*/a.example.pem");
    assertThatThrownBy(() -> Identity.of(other.identity().key(), issued.identity().chain()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the private key does not match the certificate 'CN=a.example'");
  }

  @Test
  void swappedKeyAndCertificateFilesAreReported() {
    assertFault(issued.key(), issued.chain(), ".*/a.example.key: no certificate found .*");
    assertFault(issued.chain(), issued.chain(), ".*/a.example.pem: no private key found .*");
  }

  @Test
  void expiredCertificateIsReportedWithDate(@TempDir Path place) throws Exception {
    authority.run(
        "keytool",
        "-genkeypair",
        "-keyalg",
        "EC",
        "-alias",
        "x",
        "-dname",
        "CN=old",
        "-startdate",
        "-10d",
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        place + "/s",
        "-storepass",
        "secret");
    authority.openssl(
        "pkcs12 -in %s/s -nodes -passin pass:secret -out %s/old.pem".formatted(place, place));
    Path old = place.resolve("old.pem");
    assertFault(old, old, ".*/old.pem: certificate 'CN=old' expired on 20.*Z");
  }

  @Test
  void notYetValidCertificateIsReportedWithDate(@TempDir Path place) throws Exception {
    authority.run(
        "keytool",
        "-genkeypair",
        "-keyalg",
        "EC",
        "-alias",
        "x",
        "-dname",
        "CN=new",
        "-startdate",
        "+10d",
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        place + "/s",
        "-storepass",
        "secret");
    authority.openssl(
        "pkcs12 -in %s/s -nodes -passin pass:secret -out %s/new.pem".formatted(place, place));
    Path young = place.resolve("new.pem");
    assertFault(young, young, ".*/new.pem: certificate 'CN=new' is not valid before 20.*Z");
  }

  @Test
  void damagedFilesAreReportedWithReason(@TempDir Path place) throws Exception {
    String chain = Files.readString(issued.chain());
    Path cut = write(place, "cut.pem", chain.substring(0, chain.length() / 2));
    assertFault(cut, issued.key(), ".*/cut.pem: CERTIFICATE has no END line");
    String key = Files.readString(issued.key());
    Seeds.each(
        200,
        random -> {
          byte[] changed = (random.nextBoolean() ? chain : key).getBytes(StandardCharsets.US_ASCII);
          changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
          Path file = place.resolve("changed" + Thread.currentThread().threadId());
          Files.write(file, changed);
          for (Path[] pair :
              List.of(new Path[] {file, issued.key()}, new Path[] {issued.chain(), file})) {
            try {
              Identity.ofPem(pair[0], pair[1]);
            } catch (FileSystemException e) {
              assertThat(e.getMessage()).contains(file + "");
            }
          }
        });
  }

  @Test
  void trustReportsInvalidFiles(@TempDir Path place) throws Exception {
    Path empty = write(place, "empty.pem", "");
    assertThatThrownBy(() -> Trust.ofPem(empty))
        .isInstanceOf(FileSystemException.class)
        .hasMessageEndingWith(
            "/empty.pem: no certificate found (expected a BEGIN CERTIFICATE line)");
    assertThatThrownBy(() -> Trust.pinned("12:34"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("invalid SHA-256 fingerprint '12:34' (expected 64 hexadecimal digits)");
    assertThatThrownBy(Trust::pinned).hasMessage("expected at least one fingerprint");
    assertThatThrownBy(() -> Trust.of(List.of()))
        .hasMessage("expected at least one trusted certificate");
  }

  @Test
  void invalidSettingsAreReportedWithTheirValue() throws Exception {
    TlsServer server = TlsServer.of(issued.identity());
    assertThatThrownBy(() -> server.versions("TLSv1.1"))
        .hasMessage("invalid TLS version 'TLSv1.1' (expected one of [TLSv1.3, TLSv1.2])");
    assertThatThrownBy(() -> server.cipherSuites("ROT13"))
        .hasMessage("invalid cipher suite 'ROT13' (the JDK does not support it)");
    assertThatThrownBy(() -> server.alpnProtocols(""))
        .hasMessage("invalid ALPN protocol '' (expected 1 to 255 bytes)");
    assertThatThrownBy(() -> server.versions()).hasMessage("expected at least one TLS version");
    assertThatThrownBy(TlsServer::of).hasMessage("expected at least one identity");
  }
}
