package mortise.tls;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.List;

/** Generates keys with the JDK. */
final class JdkKeyMaker implements KeyMaker {
  private static final int RSA_BITS = 2048;

  private final KeyPair pair;

  JdkKeyMaker(SelfSigned kind) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.algorithm());
      if (kind == SelfSigned.P256) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else {
        generator.initialize(RSA_BITS);
      }
      pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private static IllegalStateException missing(GeneralSecurityException e) {
    return new IllegalStateException("the JDK cannot generate a certificate: " + e.getMessage(), e);
  }

  @Override
  public byte[] publicKey() {
    return pair.getPublic().getEncoded();
  }

  @Override
  public byte[] sign(byte[] bytes) {
    try {
      String key = pair.getPrivate().getAlgorithm();
      Signature signature =
          Signature.getInstance(key.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
      signature.initSign(pair.getPrivate());
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  @Override
  public byte[] random(int count) {
    byte[] bytes = new byte[count];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  @Override
  public Identity identity(byte[] certificate) {
    try {
      return Identity.of(pair.getPrivate(), OpensslPeer.parse(List.of(certificate)));
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  @Override
  public void close() {}
}
