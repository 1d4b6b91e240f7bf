package mortise.tls;

/** A new key pair, and what a certificate of it takes: by libcrypto or by the JDK. */
interface KeyMaker extends AutoCloseable {
  /** A new key, by the engine that is preferred; by the JDK where OpenSSL's policy has none. */
  static KeyMaker of(SelfSigned kind) {
    if (TlsEngine.preferred() == TlsEngine.OPENSSL) {
      try {
        return new OpensslKeyMaker(kind);
      } catch (IllegalStateException e) {
        if (TlsEngine.isForced()) {
          throw e;
        }
      }
    }
    return new JdkKeyMaker(kind);
  }

  /** SubjectPublicKeyInfo. */
  byte[] publicKey();

  /** A signature with SHA-256. */
  byte[] sign(byte[] bytes);

  byte[] random(int count);

  /** The key with its certificate, in DER. */
  Identity identity(byte[] certificate);

  @Override
  void close();
}
