package mortise.tls;

import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate with the fields of another one. Subclasses implement the encodings and the
 * verification of the signature.
 */
abstract class DelegatingCertificate extends X509Certificate {
  private static final long serialVersionUID = 1;

  final X509Certificate fields;

  DelegatingCertificate(X509Certificate fields) {
    this.fields = fields;
  }

  @Override
  public void checkValidity() throws CertificateExpiredException, CertificateNotYetValidException {
    fields.checkValidity();
  }

  @Override
  public void checkValidity(Date date)
      throws CertificateExpiredException, CertificateNotYetValidException {
    fields.checkValidity(date);
  }

  @Override
  public int getVersion() {
    return fields.getVersion();
  }

  @Override
  public BigInteger getSerialNumber() {
    return fields.getSerialNumber();
  }

  @Override
  @SuppressWarnings("deprecation") // abstract in the superclass
  public Principal getIssuerDN() {
    return getIssuerX500Principal();
  }

  @Override
  @SuppressWarnings("deprecation") // abstract in the superclass
  public Principal getSubjectDN() {
    return getSubjectX500Principal();
  }

  @Override
  public X500Principal getIssuerX500Principal() {
    return fields.getIssuerX500Principal();
  }

  @Override
  public X500Principal getSubjectX500Principal() {
    return fields.getSubjectX500Principal();
  }

  @Override
  public Date getNotBefore() {
    return fields.getNotBefore();
  }

  @Override
  public Date getNotAfter() {
    return fields.getNotAfter();
  }

  @Override
  public byte[] getSignature() {
    return fields.getSignature();
  }

  @Override
  public String getSigAlgName() {
    return fields.getSigAlgName();
  }

  @Override
  public String getSigAlgOID() {
    return fields.getSigAlgOID();
  }

  @Override
  public byte[] getSigAlgParams() {
    return fields.getSigAlgParams();
  }

  @Override
  public boolean[] getIssuerUniqueID() {
    return fields.getIssuerUniqueID();
  }

  @Override
  public boolean[] getSubjectUniqueID() {
    return fields.getSubjectUniqueID();
  }

  @Override
  public boolean[] getKeyUsage() {
    return fields.getKeyUsage();
  }

  @Override
  public List<String> getExtendedKeyUsage() throws CertificateParsingException {
    return fields.getExtendedKeyUsage();
  }

  @Override
  public int getBasicConstraints() {
    return fields.getBasicConstraints();
  }

  @Override
  public Collection<List<?>> getSubjectAlternativeNames() throws CertificateParsingException {
    return fields.getSubjectAlternativeNames();
  }

  @Override
  public Collection<List<?>> getIssuerAlternativeNames() throws CertificateParsingException {
    return fields.getIssuerAlternativeNames();
  }

  @Override
  public PublicKey getPublicKey() {
    return fields.getPublicKey();
  }

  @Override
  public boolean hasUnsupportedCriticalExtension() {
    return fields.hasUnsupportedCriticalExtension();
  }

  @Override
  public Set<String> getCriticalExtensionOIDs() {
    return fields.getCriticalExtensionOIDs();
  }

  @Override
  public Set<String> getNonCriticalExtensionOIDs() {
    return fields.getNonCriticalExtensionOIDs();
  }

  @Override
  public byte[] getExtensionValue(String oid) {
    return fields.getExtensionValue(oid);
  }
}
