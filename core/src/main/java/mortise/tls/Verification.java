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

/**
 * What a chain of certificates is checked for: that it leads to one that is trusted, that all of it
 * is valid now, that one included, and that it is for the host that is meant.
 *
 * <p>A trust manager of the JDK's checks the signatures, uses and dates on the way, but neither the
 * dates of the certificate at which trust begins nor, where that is the peer's own, anything at
 * all.
 */
final class Verification {
  /** How a trust manager is asked. */
  @FunctionalInterface
  interface Question {
    void ask(X509ExtendedTrustManager manager) throws CertificateException;
  }

  /**
   * The trusted certificates that are valid for a while.
   *
   * @param manager null when there are none
   * @param others those that are not
   */
  private record Valid(
      X509ExtendedTrustManager manager, List<X509Certificate> others, Instant until) {}

  private final X509ExtendedTrustManager all;
  private final boolean dates;
  private final boolean names;
  private final boolean commonNames;
  private volatile Valid valid = new Valid(null, List.of(), Instant.MIN);

  /**
   * @param dates whether to look at dates
   * @param names whether the host counts
   * @param commonNames whether the subject may name the host
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

  /** Whether a peer may fail. */
  boolean isNeeded() {
    return !(all instanceof TrustAll);
  }

  /** Whether a certificate also has to be for the host that the client means. */
  boolean needsHostName() {
    return names;
  }

  /**
   * Checks a chain, the peer's own certificate first.
   *
   * @param host null where the peer is a client
   */
  void check(X509Certificate[] chain, HostName host, Question question)
      throws CertificateException {
    if (!dates) {
      question.ask(all);
    } else {
      checkDates(chain[0], "its certificate");
      checkTrust(question);
    }
    if (names && host != null && !isFor(chain[0], host)) {
      throw new CertificateException(
          String.format(
              Locale.ROOT,
              "it is for %s, and not for %s",
              Certificates.hosts(chain[0]).isEmpty()
                  ? Certificates.name(chain[0])
                  : String.join(", ", Certificates.hosts(chain[0])),
              host));
    }
  }

  private boolean isFor(X509Certificate certificate, HostName host) {
    return host.isIn(certificate) || commonNames && host.isCommonName(certificate);
  }

  private void checkTrust(Question question) throws CertificateException {
    Valid now = valid();
    try {
      if (now.manager == null) {
        throw new CertificateException("no certificate is trusted that is valid now");
      }
      question.ask(now.manager);
    } catch (CertificateException e) {
      for (X509Certificate other : now.others) {
        if (leadsTo(other, question)) {
          checkDates(other, "the trusted certificate");
        }
      }
      throw e;
    }
  }

  private static boolean leadsTo(X509Certificate other, Question question) {
    try {
      question.ask(Trust.managerOf(Trust.store(List.of(other))));
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }

  /** Those that are valid; made again when the first of them is no more, or another one is. */
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

  private static void checkDates(X509Certificate certificate, String what)
      throws CertificateException {
    Optional<String> fault = Certificates.ageFault(certificate);
    if (fault.isPresent()) {
      boolean young = certificate.getNotBefore().after(Date.from(Instant.now()));
      BasicReason reason = young ? BasicReason.NOT_YET_VALID : BasicReason.EXPIRED;
      // The engine finds the alert to send in the cause.
      throw new CertificateDateException(
          what + " is not valid now: " + fault.get(),
          new CertPathValidatorException(fault.get(), null, null, -1, reason));
    }
  }
}
