package mortise.tls;

/** A new key pair, and what a certificate of it takes: by libcrypto or by the JDK. */
interface KeyMaker extends AutoCloseable {
  /** A new key, by the engine that is preferred. */
  static KeyMaker of(SelfSigned kind) {
    if (TlsEngine.preferred() == TlsEngine.OPENSSL) {
      return new OpensslKeyMaker(kind);
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
