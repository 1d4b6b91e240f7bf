package mortise.tls;

/** A generated key pair and the operations to certify it, by libcrypto or the JDK. */
interface KeyMaker extends AutoCloseable {
  /**
   * Generates a key with the preferred engine; with the JDK if OpenSSL's policy forbids this kind
   * of key.
   */
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

  /** The public key as SubjectPublicKeyInfo. */
  byte[] publicKey();

  /** Signs bytes with SHA-256. */
  byte[] sign(byte[] bytes);

  byte[] random(int count);

  /** Combines the key with its certificate in DER. */
  Identity identity(byte[] certificate);

  @Override
  void close();
}
