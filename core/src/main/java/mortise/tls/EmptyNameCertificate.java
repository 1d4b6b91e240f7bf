package mortise.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate with an empty issuer, or with an empty subject and no critical subjectAltName, as
 * {@code openssl req -x509 -subj /} creates it. RFC 5280 forbids such certificates and the JDK's
 * parser rejects them; OpenSSL, curl and ncat accept them.
 *
 * <p>The JDK parses a copy that has a placeholder for each empty name. Encodings, names and signed
 * bytes are those of the original.
 */
final class EmptyNameCertificate extends DelegatingCertificate {
  private static final long serialVersionUID = 1;

  private static final int VERSION = 0xA0;

  /**
   * Positions of the names in a TBSCertificate (RFC 5280, section 4.1), relative to the serial
   * number.
   */
  private static final int ISSUER = 2;

  private static final int SUBJECT = 4;
  private static final int LEAST_FIELDS = 6;

  private static final String PSS = "RSASSA-PSS";

  private static final X500Principal EMPTY = new X500Principal("");

  /** One placeholder for all copies, so that an empty issuer equals an empty subject. */
  private static final X500Principal STAND_IN = new X500Principal("CN=(empty name)");

  private final byte[] encoded;
  private final byte[] signed;

  private EmptyNameCertificate(byte[] encoded, byte[] signed, X509Certificate copy) {
    super(copy);
    this.encoded = encoded;
    this.signed = signed;
  }

  /**
   * Parses a certificate that the JDK has rejected.
   *
   * @throws CertificateException the JDK's exception, if an empty name was not the reason
   */
  static X509Certificate parse(byte[] der, CertificateException refusal)
      throws CertificateException {
    try {
      List<Asn1> parts = Asn1.parse(der).sequence(3);
      byte[] copy =
          Asn1.encode(
              Asn1.SEQUENCE,
              withNames(parts.get(0)),
              parts.get(1).encoded(),
              parts.get(2).encoded());
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return new EmptyNameCertificate(
          der.clone(),
          parts.get(0).encoded(),
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(copy)));
    } catch (InvalidKeyException | CertificateException _) {
      throw refusal;
    }
  }

  /**
   * Whether the JDK's parser rejected a certificate for an empty name, by the exception's message.
   */
  static boolean isRefusal(Throwable thrown) {
    String words = "" + thrown.getMessage();
    return words.contains("Empty issuer")
        || words.contains("Empty subject")
        || words.contains("subject field is empty");
  }

  /** A TBSCertificate with placeholders for empty names. */
  private static byte[] withNames(Asn1 tbs) throws InvalidKeyException {
    List<Asn1> fields = tbs.sequence(LEAST_FIELDS);
    List<byte[]> named = new ArrayList<>(fields.stream().map(Asn1::encoded).toList());
    int serial = fields.getFirst().tag() == VERSION ? 1 : 0;
    for (int place : new int[] {serial + ISSUER, serial + SUBJECT}) {
      if (fields.get(place).tag() == Asn1.SEQUENCE && fields.get(place).content().length == 0) {
        named.set(place, STAND_IN.getEncoded());
      }
    }
    return Asn1.encode(Asn1.SEQUENCE, named.toArray(byte[][]::new));
  }

  /**
   * Converts a chain for the JDK's path validation, which encodes certificates and parses them
   * again: it gets the copies, whose signatures are verified over the originals' bytes.
   */
  static X509Certificate[] forValidation(X509Certificate[] chain) {
    X509Certificate[] valid = chain.clone();
    for (int i = 0; i < chain.length; i++) {
      valid[i] = chain[i] instanceof EmptyNameCertificate c ? new Copy(c) : chain[i];
    }
    return valid;
  }

  /** The original of a certificate from {@link #forValidation}. */
  static X509Certificate original(X509Certificate certificate) {
    return certificate instanceof Copy copy ? copy.original : certificate;
  }

  @Override
  public X500Principal getIssuerX500Principal() {
    return named(super.getIssuerX500Principal());
  }

  @Override
  public X500Principal getSubjectX500Principal() {
    return named(super.getSubjectX500Principal());
  }

  private static X500Principal named(X500Principal name) {
    return name.equals(STAND_IN) ? EMPTY : name;
  }

  @Override
  public byte[] getEncoded() {
    return encoded.clone();
  }

  @Override
  public byte[] getTBSCertificate() {
    return signed.clone();
  }

  @Override
  public void verify(PublicKey key)
      throws CertificateException,
          NoSuchAlgorithmException,
          InvalidKeyException,
          SignatureException {
    verify(key, Signature.getInstance(getSigAlgName()));
  }

  @Override
  public void verify(PublicKey key, String provider)
      throws CertificateException,
          NoSuchAlgorithmException,
          InvalidKeyException,
          NoSuchProviderException,
          SignatureException {
    verify(
        key,
        provider == null
            ? Signature.getInstance(getSigAlgName())
            : Signature.getInstance(getSigAlgName(), provider));
  }

  @Override
  public void verify(PublicKey key, Provider provider)
      throws CertificateException,
          NoSuchAlgorithmException,
          InvalidKeyException,
          SignatureException {
    verify(
        key,
        provider == null
            ? Signature.getInstance(getSigAlgName())
            : Signature.getInstance(getSigAlgName(), provider));
  }

  private void verify(PublicKey key, Signature signature)
      throws CertificateException, InvalidKeyException, SignatureException {
    try {
      if (getSigAlgName().equals(PSS)) { // other algorithms have no significant parameters
        AlgorithmParameters parameters = AlgorithmParameters.getInstance(PSS);
        parameters.init(getSigAlgParams());
        signature.setParameter(parameters.getParameterSpec(PSSParameterSpec.class));
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new CertificateException("the signature parameters cannot be parsed", e);
    }
    signature.initVerify(key);
    signature.update(signed);
    if (!signature.verify(getSignature())) {
      throw new SignatureException("the signature does not match");
    }
  }

  @Override
  public String toString() {
    return "Certificate[" + Certificates.name(this) + "]";
  }

  /** The copy that the JDK's validation receives. */
  private static final class Copy extends DelegatingCertificate {
    private static final long serialVersionUID = 1;

    private final EmptyNameCertificate original;

    Copy(EmptyNameCertificate original) {
      super(original.fields);
      this.original = original;
    }

    @Override
    public byte[] getEncoded() throws CertificateEncodingException {
      return fields.getEncoded();
    }

    @Override
    public byte[] getTBSCertificate() throws CertificateEncodingException {
      return fields.getTBSCertificate();
    }

    @Override
    public void verify(PublicKey key)
        throws CertificateException,
            NoSuchAlgorithmException,
            InvalidKeyException,
            SignatureException {
      original.verify(key);
    }

    @Override
    public void verify(PublicKey key, String provider)
        throws CertificateException,
            NoSuchAlgorithmException,
            InvalidKeyException,
            NoSuchProviderException,
            SignatureException {
      original.verify(key, provider);
    }

    @Override
    public void verify(PublicKey key, Provider provider)
        throws CertificateException,
            NoSuchAlgorithmException,
            InvalidKeyException,
            SignatureException {
      original.verify(key, provider);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Copy copy ? original.equals(copy.original) : original.equals(other);
    }

    @Override
    public int hashCode() {
      return original.hashCode();
    }

    @Override
    public String toString() {
      return original.toString();
    }
  }
}
