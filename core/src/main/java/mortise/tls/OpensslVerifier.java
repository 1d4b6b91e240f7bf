package mortise.tls;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandles;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.X509Certificate;
import java.util.List;
import mortise.sys.OpensslCrypto;
import mortise.sys.OpensslSsl;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the peer's chain for libssl during one handshake. libssl calls back in the thread that
 * calls SSL_do_handshake, so a thread-local leads from the callback to the connection. The callback
 * must not throw: an exception in an upcall terminates the JVM.
 */
final class OpensslVerifier {
  private static final ThreadLocal<OpensslVerifier> CURRENT = new ThreadLocal<>();

  private final Verification verification;

  /** The expected host; null on a server. */
  private final @Nullable HostName host;

  /** Why the peer was rejected, or null. */
  private @Nullable Throwable failure;

  OpensslVerifier(Verification verification, @Nullable HostName host) {
    this.verification = verification;
    this.host = host;
  }

  private static final class Stub {
    static final long ADDRESS = make();

    private static long make() {
      try {
        return OpensslSsl.verifier(
            MethodHandles.lookup()
                .findStatic(
                    OpensslVerifier.class,
                    "verify",
                    methodType(int.class, long.class, long.class)));
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** The callback for {@code SSL_CTX_set_cert_verify_callback}. */
  static long stub() {
    return Stub.ADDRESS;
  }

  /** Calls {@code SSL_do_handshake} with this verifier. */
  int handshake(long ssl) {
    CURRENT.set(this);
    try {
      return OpensslSsl.SSL_do_handshake(ssl);
    } finally {
      CURRENT.remove();
    }
  }

  /** Why the peer was rejected; null if it was accepted or not verified. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** {@code int verify(X509_STORE_CTX *, void *)}. */
  private static int verify(long store, long argument) {
    OpensslVerifier current = null;
    try {
      current = CURRENT.get();
      current.check(OpensslPeer.certificatesOf(store));
      OpensslCrypto.X509_STORE_CTX_set_error(store, OpensslCrypto.X509_V_OK);
      return 1;
    } catch (Throwable t) {
      return refuse(current, store, t);
    }
  }

  private static int refuse(@Nullable OpensslVerifier current, long store, Throwable reason) {
    try {
      if (current != null) {
        current.failure = reason;
      }
      OpensslCrypto.X509_STORE_CTX_set_error(store, number(reason));
    } catch (Throwable _) {
      // Most likely an OutOfMemoryError; the peer is rejected in any case.
    }
    return 0;
  }

  private void check(List<X509Certificate> chain) throws CertificateException {
    X509Certificate[] certificates = chain.toArray(X509Certificate[]::new);
    if (host == null) {
      String kind = certificates[0].getPublicKey().getAlgorithm();
      verification.check(certificates, null, m -> m.checkClientTrusted(certificates, kind));
    } else {
      // The authentication type that the JDK's engine passes in TLS 1.3.
      verification.check(certificates, host, m -> m.checkServerTrusted(certificates, "UNKNOWN"));
    }
  }

  /** The error code of libcrypto, from which libssl derives the alert. */
  private static int number(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case CertificateRevokedException _ -> {
          return OpensslCrypto.X509_V_ERR_CERT_REVOKED;
        }
        case CertPathValidatorException e when e.getReason() == BasicReason.EXPIRED -> {
          return OpensslCrypto.X509_V_ERR_CERT_HAS_EXPIRED;
        }
        case CertPathValidatorException e when e.getReason() == BasicReason.NOT_YET_VALID -> {
          return OpensslCrypto.X509_V_ERR_CERT_NOT_YET_VALID;
        }
        default -> {}
      }
    }
    return TlsErrors.isUntrusted(failure)
        ? OpensslCrypto.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
        : OpensslCrypto.X509_V_ERR_CERT_REJECTED;
  }
}
