package mortise.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;

/** A private key and the certificate of its public key. */
record KeyMatch(PrivateKey key, X509Certificate certificate) {
  private static final PSSParameterSpec PSS =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

  /** The chain that begins with the key's certificate, followed by the other certificates. */
  List<X509Certificate> chain(List<X509Certificate> certificates) {
    List<X509Certificate> chain = new ArrayList<>(certificates);
    chain.remove(certificate);
    chain.addFirst(certificate);
    return chain;
  }

  /** Whether a signature of the private key verifies with the public key. */
  static boolean fits(PrivateKey key, PublicKey certified) {
    byte[] words = {'m', 'o', 'r', 't', 'i', 's', 'e'};
    try {
      Signature signing = signature(key.getAlgorithm(), key, certified);
      signing.initSign(key);
      signing.update(words);
      byte[] signed = signing.sign();
      Signature verifying = signature(certified.getAlgorithm(), certified, key);
      verifying.initVerify(certified);
      verifying.update(words);
      return verifying.verify(signed);
    } catch (GeneralSecurityException | RuntimeException e) {
      return false; // another algorithm or key size
    }
  }

  private static Signature signature(String algorithm, Object key, Object other)
      throws GeneralSecurityException {
    return switch (algorithm) {
      case "RSA" -> Signature.getInstance("SHA256withRSA");
      case "EC" -> Signature.getInstance("SHA256withECDSA");
      case "DSA" -> Signature.getInstance("SHA256withDSA");
      case "RSASSA-PSS" -> {
        Signature pss = Signature.getInstance(algorithm);
        pss.setParameter(parameters(key, parameters(other, PSS)));
        yield pss;
      }
      default -> Signature.getInstance(algorithm);
    };
  }

  /**
   * The parameters of an RSA-PSS key, which may restrict it to one hash (RFC 4055, section 3.1).
   */
  private static PSSParameterSpec parameters(Object key, PSSParameterSpec otherwise) {
    return key instanceof RSAKey rsa && rsa.getParams() instanceof PSSParameterSpec own
        ? own
        : otherwise;
  }
}
