package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identities that libcrypto parses, and those that fall back to the JDK. */
final class EncodedIdentityTest {
  @TempDir private static Path folder;
  private static Authority authority;
  private static Authority.Issued issued;
  private static Authority.Issued rsa;

  @BeforeAll
  static void issue() throws Exception {
    authority = Authority.in(folder);
    issued = authority.issue("a.example");
    rsa = authority.issueRsa("b.example");
  }

  @BeforeEach
  void needsOpenssl() {
    assumeTrue(TlsEngine.preferred() == TlsEngine.OPENSSL, TlsEngine::openssl);
  }

  private static EncodedIdentity read(Path chain, Path key) throws Exception {
    return EncodedIdentity.of(KeyFile.read(chain, () -> null), KeyFile.read(key, () -> null));
  }

  private static Path pem(Path file, String label, byte[] der) throws Exception {
    String base64 = Base64.getMimeEncoder().encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
  }

  @Test
  void unencryptedFilesAreParsedWithoutJdkObjects() throws Exception {
    EncodedIdentity identity = read(issued.chain(), issued.key());
    assertThat(identity.key().algorithm()).isEqualTo("EC");
    assertThat(identity.chain()).hasSize(1);
    Identity same = new Identity(identity);
    assertThat(same.encodedChain().getFirst()).isEqualTo(same.chain().getFirst().getEncoded());
    assertThat(same.encodedKey()).isEqualTo(same.key().getEncoded());
    assertThat(same.key().getAlgorithm()).isEqualTo(same.keyAlgorithm());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ec -pkeyopt ec_paramgen_curve:P-521",
        "rsa:2048",
        "rsa-pss -pkeyopt rsa_keygen_bits:2048",
        "ed25519",
        "ed448"
      })
  void kindsOfKeysHaveTheNamesThatTheJdkGivesThem(String kind, @TempDir Path place)
      throws Exception {
    authority.openssl(
        "req -x509 -newkey %s -nodes -keyout %s/k -out %s/c -subj /CN=x -days 2"
            .formatted(kind, place, place));
    Identity identity = new Identity(read(place.resolve("c"), place.resolve("k")));
    assertThat(identity.key().getAlgorithm()).isEqualTo(identity.keyAlgorithm());
  }

  @Test
  void ownCertificateGoesFirst(@TempDir Path place) throws Exception {
    Path both =
        Files.writeString(
            place.resolve("chain"),
            Files.readString(authority.certificate()) + Files.readString(issued.chain()));
    EncodedIdentity identity = read(both, issued.key());
    assertThat(identity.chain()).hasSize(2);
    assertThat(identity.chain().getFirst())
        .isEqualTo(Identity.ofPem(issued.chain(), issued.key()).encodedChain().getFirst());
  }

  @Test
  void unsupportedFilesFallBackToJdk(@TempDir Path place) throws Exception {
    assertThat(read(issued.chain(), rsa.key())).isNull();
    assertThat(read(issued.chain(), issued.chain())).isNull();
    authority.openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:secp256k1 -nodes -keyout %s/k -out %s/c -subj /CN=x -days 2"
            .formatted(place, place));
    assertThat(read(place.resolve("c"), place.resolve("k"))).isNull();
  }

  /** The public key matches the certificate, so a comparison of public keys would not detect it. */
  @Test
  void keyWhoseSecretIsDamagedIsRefused(@TempDir Path place) throws Exception {
    byte[] der = Identity.ofPem(rsa.chain(), rsa.key()).encodedKey();
    Asn1 wrapped = Asn1.parse(der);
    byte[] pkcs1 = wrapped.sequence(3).get(2).octets();
    // The private exponent follows version, modulus and public exponent.
    int exponent = 4 + 3 + 4 + 257 + 5 + 4;
    pkcs1[exponent + 100] ^= 1;
    for (int i = exponent + 300; i < pkcs1.length - 8; i += 16) {
      pkcs1[i] ^= 2; // the primes and what else of it makes signing faster
    }
    Path damaged = pem(place.resolve("damaged"), "RSA PRIVATE KEY", pkcs1);
    assertThat(read(rsa.chain(), damaged)).isNull();
    assertThatThrownBy(() -> Identity.ofPem(rsa.chain(), damaged)).hasMessageContaining("damaged");
  }

  @Test
  void trailingBytesOfCertificateFallBackToJdk(@TempDir Path place) throws Exception {
    byte[] der = Identity.ofPem(issued.chain(), issued.key()).encodedChain().getFirst();
    byte[] longer = Arrays.copyOf(der, der.length + 3);
    assertThat(read(pem(place.resolve("long"), "CERTIFICATE", longer), issued.key())).isNull();
  }
}
