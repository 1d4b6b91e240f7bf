package mortise.tls;

import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Settings that servers and clients have in common. An empty list means the engine's default.
 *
 * @param versions enabled versions, such as TLSv1.3
 * @param cipherSuites IANA names, in order of preference
 * @param groups groups for the key exchange: IANA names, in order of preference
 * @param alpnProtocols ALPN protocols, in order of preference
 * @param kernel whether the kernel may encrypt files
 * @param wanted the selected engine; null for the preferred one
 */
record TlsSettings(
    List<String> versions,
    List<String> cipherSuites,
    List<String> groups,
    List<String> alpnProtocols,
    boolean kernel,
    @Nullable TlsEngine wanted) {
  static final TlsSettings DEFAULT =
      new TlsSettings(List.of("TLSv1.3", "TLSv1.2"), List.of(), List.of(), List.of(), false, null);

  /** The default datagram size: fits the Ethernet MTU with the headers of tunnels. */
  static final int DATAGRAM = 1400;

  private static final List<String> VERSIONS = DEFAULT.versions;

  /** The engine to use unless keys or settings require the other one. */
  TlsEngine engine() {
    return wanted == null ? TlsEngine.preferred() : wanted;
  }

  /** The fallback if libssl rejects a setting. Throws if OpenSSL was selected explicitly. */
  TlsEngine withoutOpenssl(IllegalArgumentException refusal) {
    if (wanted == TlsEngine.OPENSSL || TlsEngine.isForced()) {
      throw refusal;
    }
    System.getLogger("mortise.tls")
        .log(Level.DEBUG, "using the JDK's TLS engine: {0}", refusal.getMessage());
    return jdkEngine();
  }

  /**
   * The JDK's engine, if it supports one of the groups.
   *
   * @throws IllegalArgumentException if it supports none of them
   */
  TlsEngine jdkEngine() {
    if (groups.isEmpty()) {
      return TlsEngine.JDK;
    }
    String[] known = jdk().getSupportedSSLParameters().getNamedGroups();
    if (known != null && groups.stream().noneMatch(List.of(known)::contains)) {
      throw new IllegalArgumentException(
          "the JDK's engine supports none of the groups "
              + groups
              + " (expected one of "
              + List.of(known)
              + ")");
    }
    return TlsEngine.JDK;
  }

  /** A copy with an engine that overrides the system property. */
  TlsSettings engine(TlsEngine wanted) {
    return new TlsSettings(versions, cipherSuites, groups, alpnProtocols, kernel, wanted);
  }

  TlsSettings kernelTls() {
    return new TlsSettings(versions, cipherSuites, groups, alpnProtocols, true, wanted);
  }

  TlsSettings versions(String... names) {
    for (String name : names) {
      if (!VERSIONS.contains(name)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "invalid TLS version '%s' (expected one of %s)", name, VERSIONS));
      }
    }
    return new TlsSettings(
        some("TLS version", names), cipherSuites, groups, alpnProtocols, kernel, wanted);
  }

  TlsSettings cipherSuites(String... names) {
    List<String> known = List.of(jdk().getSupportedSSLParameters().getCipherSuites());
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "invalid cipher suite '" + name + "' (the JDK does not support it)");
      }
    }
    return new TlsSettings(
        versions, some("cipher suite", names), groups, alpnProtocols, kernel, wanted);
  }

  TlsSettings groups(String... names) {
    for (String name : names) {
      if (!Groups.NAMES.containsKey(name)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "invalid group '%s' (expected one of %s)",
                name,
                Groups.NAMES.keySet()));
      }
    }
    return new TlsSettings(
        versions, cipherSuites, some("group", names), alpnProtocols, kernel, wanted);
  }

  TlsSettings alpnProtocols(String... names) {
    for (String name : names) {
      if (name.isEmpty() || name.length() > 255) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "invalid ALPN protocol '%s' (expected 1 to 255 bytes)", name));
      }
    }
    return new TlsSettings(
        versions, cipherSuites, groups, some("ALPN protocol", names), kernel, wanted);
  }

  private static List<String> some(String what, String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException("expected at least one " + what);
    }
    return List.copyOf(Arrays.asList(names));
  }

  private static SSLContext jdk() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has TLS", e);
    }
  }

  /** Creates an SSLContext, which keeps the sessions to resume. */
  static SSLContext context(String protocol, @Nullable X509ExtendedKeyManager keys, Trust trust) {
    return context(protocol, keys, trust, null);
  }

  /** Creates an SSLContext with a random source; null selects the JDK's default. */
  static SSLContext context(
      String protocol,
      @Nullable X509ExtendedKeyManager keys,
      Trust trust,
      @Nullable SecureRandom random) {
    try {
      SSLContext context = SSLContext.getInstance(protocol);
      context.init(
          keys == null ? null : new KeyManager[] {new RecordingKeyManager(keys)},
          new TrustManager[] {trust.manager()},
          random);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot create a TLS context: " + e.getMessage(), e);
    }
  }

  /** Checks the range of a DTLS datagram size. */
  static int checkDatagram(int bytes) {
    if (bytes < 256 || bytes > 1 << 14) {
      throw new IllegalArgumentException(
          "invalid datagram size " + bytes + " (expected 256 to 16384 bytes)");
    }
    return bytes;
  }

  /**
   * Applies the settings to a DTLS engine. DTLS 1.2 corresponds to TLS 1.2; no JDK has DTLS 1.3.
   */
  void applyTo(SSLParameters parameters, int datagramBytes) {
    if (!versions.contains("TLSv1.2")) {
      throw new IllegalStateException("DTLS requires TLSv1.2 but the versions are " + versions);
    }
    jdkEngine();
    applyTo(parameters);
    parameters.setProtocols(new String[] {"DTLSv1.2"});
    parameters.setMaximumPacketSize(datagramBytes);
  }

  /** Applies the settings to a TLS engine. */
  void applyTo(SSLParameters parameters) {
    parameters.setProtocols(versions.toArray(String[]::new));
    if (!cipherSuites.isEmpty()) {
      parameters.setCipherSuites(cipherSuites.toArray(String[]::new));
    }
    if (!groups.isEmpty()) {
      parameters.setNamedGroups(groups.toArray(String[]::new));
    }
    parameters.setApplicationProtocols(alpnProtocols.toArray(String[]::new));
  }
}
