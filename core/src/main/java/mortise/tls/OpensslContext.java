package mortise.tls;

import java.lang.foreign.Arena;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mortise.poll.ConcurrentCleaner;
import mortise.sys.OpensslCrypto;
import mortise.sys.OpensslSsl;

/**
 * An {@code SSL_CTX}: settings, keys and ticket keys that connections share. A Cleaner frees it
 * when it and its connections are unreachable.
 */
final class OpensslContext {
  private static final byte[] SESSIONS = {'m', 'o', 'r', 't', 'i', 's', 'e'};

  /** The lifetime of ticket keys; RFC 5077 recommends regular changes. */
  private static final long TICKET_KEYS_NANOS = TimeUnit.HOURS.toNanos(12);

  /** A key name of 16 bytes, and an HMAC and an AES key of 32 bytes each. */
  private static final int TICKET_KEYS_BYTES = 80;

  private record Pointer(long address, Arena arena) implements Runnable {
    @Override
    public void run() {
      OpensslSsl.SSL_CTX_free(address);
      arena.close();
    }
  }

  private final Pointer pointer;

  /** When the ticket keys were created, by {@code System.nanoTime}. Guarded by this. */
  private long ticketKeysAt = System.nanoTime();

  /**
   * Creates a context with the settings that servers and clients have in common.
   *
   * @throws IllegalArgumentException if libssl rejects a setting; the message names it
   */
  OpensslContext(TlsSettings settings) {
    OpensslCrypto.ERR_clear_error();
    long made = OpensslSsl.SSL_CTX_new();
    if (made == 0) {
      throw new IllegalArgumentException("SSL_CTX_new of libssl failed: " + reason());
    }
    pointer = new Pointer(made, Arena.ofShared());
    ConcurrentCleaner.register(this, pointer);
    OpensslSsl.SSL_CTX_set_options(made, OpensslSsl.NO_RENEGOTIATION);
    int mode =
        OpensslSsl.SSL_MODE_RELEASE_BUFFERS
            | OpensslSsl.SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
            | OpensslSsl.SSL_MODE_AUTO_RETRY
            | OpensslSsl.SSL_MODE_NO_AUTO_CHAIN;
    OpensslSsl.SSL_CTX_ctrl(made, OpensslSsl.SSL_CTRL_MODE, mode, 0);
    // One call of the BIO per record, which is all that it has, and not one for its header, too.
    OpensslSsl.SSL_CTX_ctrl(made, OpensslSsl.SSL_CTRL_SET_READ_AHEAD, 1, 0);
    OpensslSsl.SSL_CTX_ctrl(
        made, OpensslSsl.SSL_CTRL_SET_SESS_CACHE_MODE, OpensslSsl.SSL_SESS_CACHE_OFF, 0);
    check(OpensslSsl.SSL_CTX_set_session_id_context(made, SESSIONS), "a session ID context");
    versions(settings.versions());
    cipherSuites(settings.cipherSuites());
    if (!settings.groups().isEmpty()) {
      String groups = Groups.openssl(settings.groups());
      check(
          (int) OpensslSsl.SSL_CTX_ctrl(made, OpensslSsl.SSL_CTRL_SET_GROUPS_LIST, groups),
          settings.groups());
    }
  }

  long address() {
    return pointer.address;
  }

  /** The arena of memory that the context refers to. */
  Arena arena() {
    return pointer.arena;
  }

  private void versions(List<String> versions) {
    boolean oldest = versions.contains("TLSv1.2");
    boolean newest = versions.contains("TLSv1.3");
    versions(
        oldest ? OpensslSsl.TLS1_2_VERSION : OpensslSsl.TLS1_3_VERSION,
        newest ? OpensslSsl.TLS1_3_VERSION : OpensslSsl.TLS1_2_VERSION);
  }

  private void versions(int oldest, int newest) {
    version(OpensslSsl.SSL_CTRL_SET_MIN_PROTO_VERSION, oldest);
    version(OpensslSsl.SSL_CTRL_SET_MAX_PROTO_VERSION, newest);
  }

  private void version(int command, int version) {
    long result = OpensslSsl.SSL_CTX_ctrl(address(), command, version, 0);
    check((int) result, version == OpensslSsl.TLS1_3_VERSION ? "TLSv1.3" : "TLSv1.2");
  }

  /** TLS 1.3 has separate cipher suites. A version without any is disabled. */
  private void cipherSuites(List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    List<String> newer = names.stream().filter(OpensslContext::isOfTls13).toList();
    List<String> older = names.stream().filter(name -> !isOfTls13(name)).toList();
    check(OpensslSsl.SSL_CTX_set_ciphersuites(address(), String.join(":", newer)), newer);
    if (newer.isEmpty()) {
      versions(OpensslSsl.TLS1_2_VERSION, OpensslSsl.TLS1_2_VERSION);
    }
    if (older.isEmpty()) {
      versions(OpensslSsl.TLS1_3_VERSION, OpensslSsl.TLS1_3_VERSION);
    } else {
      String list =
          older.stream()
              .map(OpensslSsl::OPENSSL_cipher_name)
              .filter(Objects::nonNull)
              .collect(Collectors.joining(":"));
      check(OpensslSsl.SSL_CTX_set_cipher_list(address(), list), older);
    }
  }

  private static boolean isOfTls13(String name) {
    return !name.contains("_WITH_");
  }

  /** Throws if a libssl call failed, with its error, and clears the error queue. */
  static void check(int result, Object what) {
    if (result != 1) {
      throw new IllegalArgumentException("libssl rejects " + what + ": " + reason());
    }
  }

  private static void checkCertificate(int result, byte[] der) {
    if (result != 1) { // the certificate is parsed only for the message
      check(result, name(der));
    }
  }

  private static String name(byte[] der) {
    try {
      return "certificate " + Certificates.name(Certificates.parse(der));
    } catch (CertificateException e) {
      return "certificate of " + der.length + " bytes";
    }
  }

  /** The error of the last call of this thread. */
  private static String reason() {
    long code = OpensslCrypto.ERR_get_error();
    OpensslCrypto.ERR_clear_error();
    return code == 0 ? "no error code" : OpensslCrypto.ERR_reason_error_string(code);
  }

  /** Installs the first identity of each key type; libssl supports one certificate per type. */
  void identities(List<Identity> identities) {
    List<String> kinds = new ArrayList<>();
    for (Identity identity : identities) {
      String kind = identity.keyAlgorithm();
      if (!kinds.contains(kind)) {
        kinds.add(kind);
        identity(identity);
      }
    }
  }

  private void identity(Identity identity) {
    List<byte[]> chain = identity.encodedChain();
    withCertificate(
        chain.getFirst(),
        own -> check(OpensslSsl.SSL_CTX_use_certificate(address(), own), identity));
    for (byte[] certificate : chain.subList(1, chain.size())) {
      withCertificate(
          certificate,
          // 1: the context takes its own reference.
          x ->
              checkCertificate(
                  (int) OpensslSsl.SSL_CTX_ctrl(address(), OpensslSsl.SSL_CTRL_CHAIN_CERT, 1, x),
                  certificate));
    }
    byte[] encoded = identity.encodedKey();
    long key = OpensslCrypto.d2i_AutoPrivateKey(encoded);
    Arrays.fill(encoded, (byte) 0);
    if (key == 0) {
      throw new IllegalArgumentException(
          "libssl cannot parse the key of " + identity + ": " + reason());
    }
    try {
      check(OpensslSsl.SSL_CTX_use_PrivateKey(address(), key), identity);
    } finally {
      OpensslCrypto.EVP_PKEY_free(key);
    }
  }

  @FunctionalInterface
  private interface CertificateUse {
    void use(long certificate);
  }

  private static void withCertificate(byte[] der, CertificateUse use) {
    long made = OpensslCrypto.d2i_X509(der);
    if (made == 0) {
      throw new IllegalArgumentException("libssl cannot parse " + name(der) + ": " + reason());
    }
    try {
      use.use(made);
    } finally {
      OpensslCrypto.X509_free(made);
    }
  }

  /** Sets the list of CAs that a certificate request names. */
  void clientAuthorities(X509Certificate[] authorities) {
    for (X509Certificate authority : authorities) {
      byte[] der = Certificates.encoded(authority);
      withCertificate(
          der, x -> checkCertificate(OpensslSsl.SSL_CTX_add_client_CA(address(), x), der));
    }
  }

  /**
   * Replaces the ticket keys after their lifetime, which invalidates older tickets. Returns whether
   * it replaced them.
   */
  synchronized boolean renewOldTicketKeys() {
    return System.nanoTime() - ticketKeysAt > TICKET_KEYS_NANOS && renewTicketKeys();
  }

  /** Replaces the ticket keys. Returns false if libssl is out of memory. */
  synchronized boolean renewTicketKeys() {
    byte[] keys = new byte[TICKET_KEYS_BYTES];
    new SecureRandom().nextBytes(keys);
    boolean done = OpensslSsl.SSL_CTX_set_tlsext_ticket_keys(address(), keys) == 1;
    Arrays.fill(keys, (byte) 0);
    if (done) {
      ticketKeysAt = System.nanoTime();
    }
    return done;
  }
}
