package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The kernel's cryptography against the JDK's. */
final class AlgTest {
  private static final byte[] TEXT = "mortise and tenon".getBytes(StandardCharsets.UTF_8);
  private static final byte[] KEY = "sixteen bytes  .".getBytes(StandardCharsets.UTF_8);

  private static Socket open(String type, String name) throws IOException {
    try {
      Socket socket = Socket.open(Family.ALG, Type.SEQPACKET);
      try {
        socket.bind(Alg.of(type, name));
        return socket;
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    } catch (IOException e) {
      return Assumptions.abort("this kernel has no " + type + " " + name + ": " + e.getMessage());
    }
  }

  @Test
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
