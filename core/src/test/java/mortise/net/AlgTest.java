package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import mortise.testing.KernelFeature;
import mortise.testing.NeedsKernel;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel's cryptography against the JDK's. */
final class AlgTest {
  private static final byte[] TEXT = "mortise and tenon".getBytes(StandardCharsets.UTF_8);
  private static final byte[] KEY = "sixteen bytes  .".getBytes(StandardCharsets.UTF_8);

  private static Socket open(String type, String name) throws IOException {
    Socket socket = Socket.open(Family.ALG, Type.SEQPACKET);
    try {
      socket.bind(Alg.of(type, name));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Test
  @NeedsKernel(KernelFeature.ALG)
  void kernelHashes() throws IOException, GeneralSecurityException {
    try (Socket algorithm = open("hash", "sha256");
        Socket operation = algorithm.accept()) {
      operation.sendAll(MemorySegment.ofArray(TEXT), Flags.MORE, Deadline.NEVER);
      operation.sendAll(TEXT);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(TEXT);
      assertThat(operation.recv(32)).isEqualTo(digest.digest(TEXT));
    }
  }

  @Test
  @NeedsKernel(KernelFeature.ALG)
  void kernelHashesWithAKey() throws IOException, GeneralSecurityException {
    try (Socket algorithm = open("hash", "hmac(sha256)")) {
      algorithm.option(AlgOption.ALG_SET_KEY, KEY);
      try (Socket operation = algorithm.accept()) {
        operation.sendAll(TEXT);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        assertThat(operation.recv(32)).isEqualTo(mac.doFinal(TEXT));
      }
    }
  }

  @Test
  @NeedsKernel(KernelFeature.ALG)
  void kernelEncrypts() throws IOException, GeneralSecurityException {
    try (Socket algorithm = open("skcipher", "cbc(aes)")) {
      algorithm.option(AlgOption.ALG_SET_KEY, KEY);
      try (Socket operation = algorithm.accept()) {
        byte[] block = new byte[32];
        operation.sendMessage(
            Message.of(block)
                .with(AlgOperation.encrypt(), AlgOperation.initialVector(new byte[16])));
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(
            Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), new IvParameterSpec(new byte[16]));
        assertThat(operation.recv(32)).isEqualTo(cipher.doFinal(block));
      }
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  /** FIPS 180-2, and RFC 1321. */
  @ParameterizedTest
  @NeedsKernel(KernelFeature.ALG)
  @CsvSource({
    "sha1, a9993e364706816aba3e25717850c26c9cd0d89d",
    "sha256, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "md5, 900150983cd24fb0d6963f7d28e17f72"
  })
  void hashesOfThePublishedText(String name, String digest) throws IOException {
    try (Socket algorithm = open("hash", name);
        Socket operation = algorithm.accept()) {
      operation.sendAll("abc".getBytes(StandardCharsets.US_ASCII));
      assertThat(operation.recv(64)).isEqualTo(hex(digest));
    }
  }

  /** RFC 4231, test case 2. */
  @Test
  @NeedsKernel(KernelFeature.ALG)
  void publishedHmac() throws IOException {
    try (Socket algorithm = open("hash", "hmac(sha256)")) {
      algorithm.option(AlgOption.ALG_SET_KEY, "Jefe".getBytes(StandardCharsets.US_ASCII));
      try (Socket operation = algorithm.accept()) {
        operation.sendAll("what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII));
        assertThat(operation.recv(64))
            .isEqualTo(hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
      }
    }
  }

  /** RFC 3602, case 1, both ways. */
  @Test
  @NeedsKernel(KernelFeature.ALG)
  void publishedCipher() throws IOException {
    byte[] vector = hex("3dafba429d9eb430b422da802c9fac41");
    byte[] clear = "Single block msg".getBytes(StandardCharsets.US_ASCII);
    byte[] secret = hex("e353779c1079aeb82708942dbe77181a");
    try (Socket algorithm = open("skcipher", "cbc(aes)")) {
      algorithm.option(AlgOption.ALG_SET_KEY, hex("06a9214036b8a15b512e03d534120006"));
      try (Socket operation = algorithm.accept()) {
        Ancillary iv = AlgOperation.initialVector(vector);
        operation.sendMessage(Message.of(clear).with(AlgOperation.encrypt(), iv));
        assertThat(operation.recv(64)).isEqualTo(secret);
        operation.sendMessage(Message.of(secret).with(AlgOperation.decrypt(), iv));
        assertThat(operation.recv(64)).isEqualTo(clear);
      }
    }
  }

  /** Test case 4 of the specification of GCM: associated data, and a tag behind the text. */
  @Test
  @NeedsKernel(KernelFeature.ALG)
  void publishedAuthenticatedCipher() throws IOException {
    byte[] associated = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    byte[] clear =
        hex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    byte[] secret =
        hex(
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
                + "5bc94fbc3221a5db94fae95ae7121a47");
    Ancillary iv = AlgOperation.initialVector(hex("cafebabefacedbaddecaf888"));
    Ancillary length = AlgOperation.associatedLength(associated.length);
    try (Socket algorithm = open("aead", "gcm(aes)")) {
      algorithm.option(AlgOption.ALG_SET_KEY, hex("feffe9928665731c6d6a8f9467308308"));
      algorithm.option(AlgOption.ALG_SET_AEAD_AUTHSIZE, 16);
      try (Socket operation = algorithm.accept()) {
        operation.sendMessage(
            Message.of(associated, clear).with(AlgOperation.encrypt(), iv, length));
        byte[] sealed = operation.recv(256);
        assertThat(sealed).startsWith(associated).endsWith(secret).hasSize(20 + 60 + 16);
        operation.sendMessage(Message.of(sealed).with(AlgOperation.decrypt(), iv, length));
        assertThat(operation.recv(20 + 60)).startsWith(associated).endsWith(clear);
        sealed[30] ^= 1;
        operation.sendMessage(Message.of(sealed).with(AlgOperation.decrypt(), iv, length));
        assertThatThrownBy(() -> operation.recv(20 + 60)).hasMessageContaining("EBADMSG");
      }
    }
  }

  @Test
  @NeedsKernel(KernelFeature.ALG)
  void randomNumbersDiffer() throws IOException {
    try (Socket algorithm = open("rng", "stdrng")) {
      algorithm.option(AlgOption.ALG_SET_KEY, new byte[0]);
      try (Socket operation = algorithm.accept()) {
        assertThat(operation.recv(32)).hasSize(32).isNotEqualTo(operation.recv(32));
      }
    }
  }

  @Test
  @NeedsKernel(KernelFeature.ALG)
  void algorithmThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> open("hash", "tenon"))
        .isInstanceOf(java.net.BindException.class)
        .hasMessageContaining("alg:hash:tenon")
        .hasMessageContaining("ENOENT");
  }

  @Test
  void controlsAreTheKernelsBytes() {
    Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    assertThat(AlgOperation.encrypt()).isEqualTo(raw(3, "01000000"));
    assertThat(AlgOperation.decrypt()).isEqualTo(raw(3, "00000000"));
    // struct af_alg_iv: the length, then the vector
    assertThat(AlgOperation.initialVector(new byte[] {1, 2, 3}))
        .isEqualTo(raw(2, "03000000010203"));
    assertThat(AlgOperation.associatedLength(20)).isEqualTo(raw(4, "14000000"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlgOperation.associatedLength(-1))
        .withMessageContaining("-1");
  }

  private static RawAncillary raw(int type, String hex) {
    return RawAncillary.of(Level.ALG, type, HexFormat.of().parseHex(hex));
  }

  /** The kernel takes the size of a tag as the length of the value. */
  @Test
  void tagSizeIsALength() {
    assertThat(AlgOption.ALG_SET_AEAD_AUTHSIZE.encode(16).byteSize()).isEqualTo(16);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlgOption.ALG_SET_AEAD_AUTHSIZE.encode(4097))
        .withMessageContaining("ALG_SET_AEAD_AUTHSIZE 4097");
  }
}
