package mortise.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a certificate chain: a path to a trusted certificate, validity dates of all certificates
 * including the trusted one, and the host name.
 *
 * <p>The JDK's trust manager checks signatures, key usage and dates of the path, but not the dates
 * of the trust anchor. If the peer's own certificate is trusted, it checks nothing.
 */
final class Verification {
  /** A call of a trust manager's check method. */
  @FunctionalInterface
  interface Question {
    void check(X509ExtendedTrustManager manager) throws CertificateException;
  }

  /**
   * The partition of the trusted certificates by validity, which holds until a point in time.
   *
   * @param manager trusts the valid certificates; null if there are none
   * @param others the certificates that are not valid
   */
  private record Valid(
      @Nullable X509ExtendedTrustManager manager, List<X509Certificate> others, Instant until) {}

  private final X509ExtendedTrustManager all;
  private final boolean dates;
  private final boolean names;
  private final boolean commonNames;
  private volatile Valid valid = new Valid(null, List.of(), Instant.MIN);

  /**
   * @param dates whether to check validity dates
   * @param names whether to check the host name
   * @param commonNames whether the subject's common name may match the host
   */
  Verification(X509ExtendedTrustManager all, boolean dates, boolean names, boolean commonNames) {
    this.all = all;
    this.dates = dates;
    this.names = names;
    this.commonNames = commonNames;
  }

  X509ExtendedTrustManager manager() {
    return all;
  }

  Verification withCommonNames() {
    return new Verification(all, dates, names, names);
  }

  /** Whether verification can fail. */
  boolean isNeeded() {
    return !(all instanceof TrustAll);
  }

  /** Whether the certificate must match the host. */
  boolean needsHostName() {
    return names;
  }

  /**
   * Verifies a chain, the peer's own certificate first.
   *
   * @param host the expected host; null if the peer is a client
   */
  void check(X509Certificate[] chain, @Nullable HostName host, Question question)
      throws CertificateException {
    if (!dates) {
      question.check(all);
    } else {
      checkDates(chain[0], "");
      checkTrust(question);
    }
    if (names && host != null && !isFor(chain[0], host)) {
      throw new CertificateException(
          String.format(
              Locale.ROOT,
              "host name mismatch: expected %s but was %s",
              host,
              Certificates.hosts(chain[0]).isEmpty()
                  ? Certificates.name(chain[0])
                  : String.join(", ", Certificates.hosts(chain[0]))));
    }
  }

  private boolean isFor(X509Certificate certificate, HostName host) {
    return host.isIn(certificate) || commonNames && host.isCommonName(certificate);
  }

  private void checkTrust(Question question) throws CertificateException {
    Valid now = valid();
    try {
      if (now.manager == null) {
        throw new CertificateException("no trusted certificate is valid now");
      }
      question.check(now.manager);
    } catch (CertificateException e) {
      for (X509Certificate other : now.others) {
        if (leadsTo(other, question)) {
          checkDates(other, "trusted certificate ");
        }
      }
      throw e;
    }
  }

  private static boolean leadsTo(X509Certificate other, Question question) {
    try {
      question.check(Trust.managerOf(Trust.store(List.of(other))));
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }

  /** The current partition, recomputed when a certificate becomes valid or expires. */
  private Valid valid() {
    Instant now = Instant.now();
    Valid known = valid;
    if (now.isBefore(known.until)) {
      return known;
    }
    Instant until = Instant.MAX;
    List<X509Certificate> good = new ArrayList<>();
    List<X509Certificate> others = new ArrayList<>();
    for (X509Certificate certificate : all.getAcceptedIssuers()) {
      Instant from = certificate.getNotBefore().toInstant();
      Instant to = certificate.getNotAfter().toInstant();
      boolean isGood = !now.isBefore(from) && !now.isAfter(to);
      (isGood ? good : others).add(certificate);
      for (Instant change : List.of(from, to.plusMillis(1))) {
        until = change.isAfter(now) && change.isBefore(until) ? change : until;
      }
    }
    X509ExtendedTrustManager manager =
        others.isEmpty() ? all : good.isEmpty() ? null : Trust.managerOf(Trust.store(good));
    valid = new Valid(manager, List.copyOf(others), until);
    return valid;
  }

  private static void checkDates(X509Certificate certificate, String prefix)
      throws CertificateException {
    Optional<String> error = Certificates.validityError(certificate);
    if (error.isPresent()) {
      boolean young = certificate.getNotBefore().after(Date.from(Instant.now()));
      BasicReason reason = young ? BasicReason.NOT_YET_VALID : BasicReason.EXPIRED;
      // The engine derives the alert from the cause.
      throw new CertificateDateException(
          prefix + error.get(),
          new CertPathValidatorException(error.get(), null, null, -1, reason));
    }
  }
}
