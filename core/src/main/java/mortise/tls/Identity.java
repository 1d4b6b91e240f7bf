package mortise.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who one is to the peer: a private key, and the certificates that lead from it to an authority.
 * That both belong together and are valid today is checked when it is made.
 */
public final class Identity {
  private final PrivateKey key;
  private final List<X509Certificate> chain;

  private Identity(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = List.copyOf(chain);
  }

  /**
   * Reads PEM files: the chain with its own certificate first, and a key in PKCS#8. Both may be one
   * file.
   *
   * @throws java.nio.file.FileSystemException when one cannot be read, the certificate is not valid
   *     today, or the key is not the certificate's; names the file and what is wrong with it
   */
  public static Identity ofPem(Path chain, Path key) throws IOException {
    return ofPem(chain, key, null);
  }

  /** The same with the password of an encrypted key; null where it is in the clear. */
  public static Identity ofPem(Path chain, Path key, char[] password) throws IOException {
    List<X509Certificate> certificates = Certificates.read(chain);
    Optional<String> age = ageFault(certificates.getFirst());
    if (age.isPresent()) {
      throw Pem.fault(chain, age.get());
    }
    PrivateKey secret = PrivateKeys.read(key, password);
    if (!fits(secret, certificates.getFirst().getPublicKey())) {
      throw Pem.fault(
          key,
          String.format(
              Locale.ROOT,
              "is not the key of the certificate in %s, which is for %s",
              chain,
              name(certificates.getFirst())));
    }
    return new Identity(secret, certificates);
  }

  /**
   * An identity out of objects, whatever they were read from; the key may be one of a device.
   *
   * @throws IllegalArgumentException when the chain is empty, its first certificate is not valid
   *     today, or the key is not that certificate's
   */
  public static Identity of(PrivateKey key, List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("an identity needs a certificate, the chain is empty");
    }
    ageFault(chain.getFirst())
        .ifPresent(fault -> {
          throw new IllegalArgumentException(fault);
        });
    if (!fits(key, chain.getFirst().getPublicKey())) {
      throw new IllegalArgumentException(
          "the key is not that of the certificate for " + name(chain.getFirst()));
    }
    return new Identity(key, chain);
  }

  PrivateKey key() {
    return key;
  }

  /** Its own certificate first. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** The host names of the certificate. */
  List<String> hosts() {
    return Certificates.hosts(chain.getFirst());
  }

  boolean covers(String host) {
    return hosts().stream().anyMatch(name -> Certificates.covers(name, host));
  }

  private static Optional<String> ageFault(X509Certificate certificate) {
    Date now = Date.from(Instant.now());
    if (now.after(certificate.getNotAfter())) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the certificate for %s expired on %s",
              name(certificate),
              certificate.getNotAfter().toInstant()));
    }
    if (now.before(certificate.getNotBefore())) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the certificate for %s is valid from %s on",
              name(certificate),
              certificate.getNotBefore().toInstant()));
    }
    return Optional.empty();
  }

  private static String name(X509Certificate certificate) {
    return "'" + certificate.getSubjectX500Principal() + "'";
  }

  /** Whether what the one signs the other verifies. */
  private static boolean fits(PrivateKey key, PublicKey certified) {
    byte[] words = "mortise".getBytes();
    try {
      Signature signing = signature(key.getAlgorithm());
      signing.initSign(key);
      signing.update(words);
      byte[] signed = signing.sign();
      Signature verifying = signature(certified.getAlgorithm());
      verifying.initVerify(certified);
      verifying.update(words);
      return verifying.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // of another algorithm
    }
  }

  private static Signature signature(String algorithm) throws GeneralSecurityException {
    return switch (algorithm) {
      case "RSA" -> Signature.getInstance("SHA256withRSA");
      case "EC" -> Signature.getInstance("SHA256withECDSA");
      case "DSA" -> Signature.getInstance("SHA256withDSA");
      case "RSASSA-PSS" -> {
        Signature pss = Signature.getInstance(algorithm);
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        yield pss;
      }
      default -> Signature.getInstance(algorithm);
    };
  }

  /** Tells whose it is, and nothing of the key. */
  @Override
  public String toString() {
    return "Identity[" + name(chain.getFirst()) + "]";
  }
}
