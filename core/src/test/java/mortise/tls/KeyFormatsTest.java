package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import mortise.testing.Seeds;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All formats of keys and certificates that OpenSSL and keytool write. */
final class KeyFormatsTest {
  private static final char[] WORD = "wörd".toCharArray();

  @TempDir private static Path folder;
  private static Authority authority;
  private static Authority.Issued rsa;
  private static Authority.Issued ec;

  @BeforeAll
  static void issue() throws Exception {
    authority = Authority.in(folder);
    rsa = authority.issueRsa("a.example");
    ec = authority.issue("a.example");
  }

  private static Identity read(Path chain, Path key) throws IOException {
    return Identity.ofPem(chain, key, WORD);
  }

  private static void assertFault(Path chain, Path key, String words) {
    assertThatThrownBy(() -> read(chain, key))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(key + ": ")
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-v2 aes-128-cbc",
        "-v2 aes-192-cbc",
        "-v2 aes-256-cbc",
        "-v2 aes-256-cbc -v2prf hmacWithSHA1",
        "-v2 aes-256-cbc -v2prf hmacWithSHA384",
        "-v2 aes-256-cbc -v2prf hmacWithSHA512 -iter 3",
        "-v2 aes-192-cfb",
        "-v2 aes-256-ofb",
        "-v2 des3",
        "-scrypt",
        "-scrypt -scrypt_N 1024 -scrypt_r 4 -scrypt_p 2",
        "-v2 des3 -scrypt",
        "-v1 PBE-SHA1-3DES",
        "-v1 PBE-SHA1-2DES"
      })
  void encryptedPkcs8IsOpenedByItsPassword(String how, @TempDir Path place) throws Exception {
    Path key = place.resolve("locked.key");
    for (Authority.Issued issued : List.of(ec)) {
      authority.openssl(
          "pkcs8 -topk8 -in %s -out %s -passout pass:wörd %s".formatted(issued.key(), key, how));
      assertThat(read(issued.chain(), key).chain()).hasSize(1);
      assertThatThrownBy(() -> Identity.ofPem(issued.chain(), key, "word".toCharArray()))
          .hasMessageContaining("wrong password for the private key");
      assertThatThrownBy(() -> Identity.ofPem(issued.chain(), key))
          .hasMessageContaining("private key is encrypted, and no password was given");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"aes128", "aes192", "aes256", "des3", "aes-256-cfb", "aes-128-ofb"})
  void keysThatAreEncryptedByHeadersAreOpened(String cipher, @TempDir Path place) throws Exception {
    Path key = place.resolve("locked.key");
    for (Authority.Issued issued : List.of(rsa, ec)) {
      String kind = issued == rsa ? "rsa -traditional" : "ec";
      authority.openssl(
          "%s -in %s -out %s -passout pass:wörd -%s".formatted(kind, issued.key(), key, cipher));
      assertThat(key).content().contains("Proc-Type: 4,ENCRYPTED");
      assertThat(read(issued.chain(), key).chain()).hasSize(1);
      assertThatThrownBy(() -> Identity.ofPem(issued.chain(), key, "word".toCharArray()))
          .hasMessageContaining("wrong password for the private key");
      assertThatThrownBy(() -> Identity.ofPem(issued.chain(), key))
          .hasMessageContaining("private key is encrypted, and no password was given");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-v2 aria-256-cbc, aria-256-cbc",
    "-v2 camellia-192-cbc, camellia-192-cbc",
    "-v2 sm4-cbc, sm4-cbc"
  })
  void encryptionThatIsNotSupportedIsNamed(String how, String name, @TempDir Path place)
      throws Exception {
    Path key = place.resolve("locked.key");
    authority.openssl(
        "pkcs8 -topk8 -in %s -out %s -passout pass:wörd %s".formatted(rsa.key(), key, how));
    assertFault(rsa.chain(), key, "private key is encrypted");
    assertFault(rsa.chain(), key, name);
  }

  @Test
  void unsupportedDekInfoCipherIsReported(@TempDir Path place) throws Exception {
    Path key = place.resolve("locked.key");
    authority.openssl(
        "rsa -traditional -in %s -out %s -passout pass:wörd -aria256".formatted(rsa.key(), key));
    assertFault(rsa.chain(), key, "private key is encrypted with aria-256-cbc, which");
  }

  @ParameterizedTest
  @CsvSource({"sha256, 32", "sha384, 48", "sha512, 64", "sha512, 32"})
  void pssKeyWithParametersSigns(String hash, int salt, @TempDir Path place) throws Exception {
    authority.openssl(
        ("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:%s"
                + " -pkeyopt rsa_pss_keygen_mgf1_md:%s -pkeyopt rsa_pss_keygen_saltlen:%d -out %s/k")
            .formatted(hash, hash, salt, place));
    authority.openssl(
        "req -x509 -new -key %s/k -out %s/c -subj /CN=a.example -days 2 -addext subjectAltName=DNS:a.example"
            .formatted(place, place));
    Identity identity = read(place.resolve("c"), place.resolve("k"));
    TlsServer server = TlsServer.of(identity);
    TlsClient client = TlsClient.of(Trust.of(identity.chain()));
    try (TlsPair pair = TlsPair.open(TlsPair.Carrier.SOCKETPAIR, server, client)) {
      assertThat(pair.client().tls().orElseThrow().peerCertificates()).isEqualTo(identity.chain());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "secp256k1, secp256k1",
    "brainpoolP256r1, brainpoolP256r1",
    "brainpoolP512t1, brainpoolP512t1",
    "secp224r1, secp224r1",
    "sect283k1, sect283k1",
    "prime256v1 -param_enc explicit, explicit parameters"
  })
  void curveThatTheJdkLacksIsNamed(String curve, String name, @TempDir Path place)
      throws Exception {
    Path sec1 = place.resolve("sec1.key");
    Path pkcs8 = place.resolve("pkcs8.key");
    authority.openssl("ecparam -genkey -name %s -out %s".formatted(curve, sec1));
    authority.openssl("pkcs8 -topk8 -nocrypt -in %s -out %s".formatted(sec1, pkcs8));
    assertFault(ec.chain(), sec1, name);
    assertFault(ec.chain(), pkcs8, name);
  }

  @Test
  void keyThatCannotSignIsNamed(@TempDir Path place) throws Exception {
    Path key = place.resolve("x.key");
    authority.openssl("genpkey -algorithm X25519 -out " + key);
    assertFault(ec.chain(), key, "private key is of type X25519");
  }

  @Test
  void keysOfOldFormatsAreRead(@TempDir Path place) throws Exception {
    Path old = place.resolve("old.key");
    authority.openssl("rsa -in %s -out %s -traditional".formatted(rsa.key(), old));
    assertThat(old).content().contains("BEGIN RSA PRIVATE KEY");
    assertThat(Identity.ofPem(rsa.chain(), old).key().getAlgorithm()).isEqualTo("RSA");
    authority.openssl("ec -in %s -out %s".formatted(ec.key(), old));
    assertThat(old).content().contains("BEGIN EC PRIVATE KEY");
    assertThat(Identity.ofPem(ec.chain(), old).key().getAlgorithm()).isEqualTo("EC");
    authority.openssl("dsaparam -genkey -out %s 1024".formatted(old));
    authority.openssl("dsa -in %s -out %s".formatted(old, old));
    assertThat(old).content().contains("BEGIN DSA PRIVATE KEY");
    authority.openssl("req -x509 -new -key %s -out %s/c -subj /CN=x -days 2".formatted(old, place));
    assertThat(Identity.ofPem(place.resolve("c"), old).key().getAlgorithm()).isEqualTo("DSA");
  }

  @Test
  void sectionsMayBeInAnyOrder(@TempDir Path place) throws Exception {
    Path parameters = place.resolve("parameters");
    authority.openssl("ecparam -genkey -name prime256v1 -out " + parameters);
    assertThat(parameters).content().startsWith("-----BEGIN EC PARAMETERS-----");
    String text =
        "\ufeffBag Attributes\n  friendlyName: x\n"
            + Files.readString(parameters)
            + Files.readString(authority.certificate())
            + Files.readString(rsa.key())
            + "words: between\n"
            + Files.readString(ec.chain())
            + Files.readString(ec.key());
    for (String line : List.of("\n", "\r\n", "\r", " \t\n")) {
      Path all = place.resolve("all.pem");
      Files.writeString(all, text.replace("\n", line));
      Identity identity = Identity.ofPem(all, all);
      assertThat(identity.chain()).hasSize(2);
      assertThat(identity).hasToString("Identity['CN=a.example']");
    }
  }

  @Test
  void encodingsOfEditorsAreUnderstood(@TempDir Path place) throws Exception {
    Path all = place.resolve("all.pem");
    String text = Files.readString(ec.key()) + Files.readString(ec.chain());
    Files.writeString(all, text, StandardCharsets.UTF_16); // with a mark
    assertThat(Identity.ofPem(all, all).chain()).hasSize(1);
    byte[] little = ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE);
    assertThat(Identity.ofPem(Files.write(all, little), all).chain()).hasSize(1);
    assertThat(Identity.ofPem(Files.writeString(all, "\ufeff" + text), all).chain()).hasSize(1);
  }

  @Test
  void derFilesAreParsed(@TempDir Path place) throws Exception {
    Path chain = place.resolve("c.der");
    Path key = place.resolve("k.der");
    for (Authority.Issued issued : List.of(rsa, ec)) {
      authority.openssl("x509 -in %s -outform der -out %s".formatted(issued.chain(), chain));
      authority.openssl(
          "pkcs8 -topk8 -nocrypt -in %s -outform der -out %s".formatted(issued.key(), key));
      assertThat(read(chain, key).chain()).hasSize(1);
      authority.openssl(
          "pkcs8 -topk8 -passout pass:wörd -in %s -outform der -out %s"
              .formatted(issued.key(), key));
      assertThat(read(chain, key).chain()).hasSize(1);
      String old = issued == rsa ? "rsa -traditional" : "ec";
      authority.openssl("%s -in %s -outform der -out %s".formatted(old, issued.key(), key));
      assertThat(read(chain, key).chain()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-passout pass:wörd",
        "-passout pass:",
        "-passout pass:word2 -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1",
        "-passout pass:wörd -nomac"
      })
  void keyStoreOfOpensslIsAnIdentity(String how, @TempDir Path place) throws Exception {
    Path store = place.resolve("x.p12");
    authority.openssl(
        "pkcs12 -export -in %s -inkey %s -certfile %s -out %s %s"
            .formatted(rsa.chain(), rsa.key(), authority.certificate(), store, how));
    char[] word = how.contains("word2") ? "word2".toCharArray() : WORD;
    Identity identity = Identity.ofPem(store, store, word);
    assertThat(identity).hasToString("Identity['CN=a.example']");
    assertThat(identity.chain()).hasSize(2);
    if (!how.endsWith(":")) {
      assertThatThrownBy(() -> Identity.ofPem(store, store, "word".toCharArray()))
          .hasMessageMatching(".*x.p12: wrong password for .*");
      assertThatThrownBy(() -> Identity.ofPem(store, store))
          .hasMessageMatching(".*x.p12: .* no password was given");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PKCS12", "JKS"})
  void keyStoreOfKeytoolIsAnIdentity(String type, @TempDir Path place) throws Exception {
    Path file = place.resolve("store");
    for (String alias : List.of("first", "second")) {
      authority.run(
          "keytool",
          "-genkeypair",
          "-keyalg",
          "EC",
          "-alias",
          alias,
          "-dname",
          "CN=" + alias,
          "-storetype",
          type,
          "-keystore",
          file.toString(),
          "-storepass",
          "secret",
          "-keypass",
          "secret");
    }
    char[] word = "secret".toCharArray();
    assertThat(Identity.ofPem(file, file, word).chain()).hasSize(2);
    KeyStore store = KeyStore.getInstance(file.toFile(), word);
    assertThat(Identity.of(store, "second", word)).hasToString("Identity['CN=second']");
    assertThatThrownBy(() -> Identity.of(store, word))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a key store with one private key but was [");
    assertThatThrownBy(() -> Identity.of(store, "third", word))
        .hasMessageStartingWith("no private key 'third' in the key store (expected one of [");
    assertThatThrownBy(() -> Identity.of(store, "first", "wrong".toCharArray()))
        .hasMessage("wrong password for the key 'first'");
    assertThat(Trust.of(store).manager().getAcceptedIssuers()).hasSize(2);
  }

  @Test
  void scryptMatchesTestVectorsOfRfc7914() throws Exception {
    // RFC 7914, section 12.
    assertScrypt(
        "", "", 16, 1, 1, "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442");
    assertScrypt(
        "password",
        "NaCl",
        1024,
        8,
        16,
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162");
    assertScrypt(
        "pleaseletmein",
        "SodiumChloride",
        16384,
        8,
        1,
        "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
  }

  private static void assertScrypt(
      String password, String salt, int cost, int block, int parallel, String hex)
      throws Exception {
    byte[] key = new Scrypt(cost, block, parallel).derive(password.getBytes(), salt.getBytes(), 64);
    assertThat(HexFormat.of().formatHex(key)).startsWith(hex);
  }

  @Test
  void scryptThatRequiresTooMuchMemoryIsRejected() {
    for (int[] n :
        new int[][] {
          {1 << 30, 8, 1}, {16384, 1 << 20, 1}, {2, 1 << 30, 1 << 30}, {16384, 8, 1 << 30}
        }) {
      assertThatThrownBy(() -> new Scrypt(n[0], n[1], n[2]))
          .isInstanceOf(InvalidKeyException.class)
          .hasMessageContaining("which requires more than 64 MiB");
    }
    assertThatThrownBy(() -> new Scrypt(1000, 8, 1))
        .hasMessageContaining("expected N a power of 2");
  }

  @Test
  void damagedFilesOfEachKindAreFaultsThatNameTheFile(@TempDir Path place) throws Exception {
    List<byte[]> whole = new ArrayList<>();
    for (String how : List.of("-scrypt -scrypt_N 16", "-v2 aes-192-cbc -iter 3", "-nocrypt")) {
      Path key = place.resolve("key");
      authority.openssl(
          "pkcs8 -topk8 -in %s -outform der -out %s -passout pass:wörd %s"
              .formatted(ec.key(), key, how));
      whole.add(Files.readAllBytes(key));
      whole.add(Files.readAllBytes(ec.key()));
    }
    Path file = place.resolve("changed");
    Seeds.each(
        2_000,
        random -> {
          byte[] changed = whole.get(random.nextInt(whole.size())).clone();
          for (int i = random.nextInt(1, 4); i > 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
          }
          Files.write(file, changed);
          try {
            read(ec.chain(), file);
          } catch (FileSystemException e) {
            assertThat(e.getMessage()).startsWith(file + ": ");
          }
        });
  }
}
