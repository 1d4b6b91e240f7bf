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

/**
 * What servers and clients agree on in the same way. An empty list is the JDK's choice.
 *
 * @param versions such as TLSv1.3
 * @param cipherSuites by their IANA names
 * @param groups for the key exchange, by their IANA names, the best first
 * @param alpnProtocols for ALPN, the best first
 * @param wanted the engine; null for the preferred one
 */
record TlsSettings(
    List<String> versions,
    List<String> cipherSuites,
    List<String> groups,
    List<String> alpnProtocols,
    TlsEngine wanted) {
  static final TlsSettings DEFAULT =
      new TlsSettings(List.of("TLSv1.3", "TLSv1.2"), List.of(), List.of(), List.of(), null);

  /** A datagram that fits into what Ethernet carries, with the headers of tunnels. */
  static final int DATAGRAM = 1400;

  private static final List<String> VERSIONS = DEFAULT.versions;

  /** The engine to use where nothing else needs the other one. */
  TlsEngine engine() {
    return wanted == null ? TlsEngine.preferred() : wanted;
  }

  /** The engine to use where libssl refuses something: none, where it was asked for by name. */
  TlsEngine withoutOpenssl(IllegalArgumentException refusal) {
    if (wanted == TlsEngine.OPENSSL || TlsEngine.isForced()) {
      throw refusal;
    }
    System.getLogger("mortise.tls")
        .log(Level.DEBUG, "TLS is by the JDK here: {0}", refusal.getMessage());
    return jdkEngine();
  }

  /**
   * The JDK's engine.
   *
   * @throws IllegalArgumentException when it has none of the groups
   */
  TlsEngine jdkEngine() {
    if (groups.isEmpty()) {
      return TlsEngine.JDK;
    }
    String[] known = jdk().getSupportedSSLParameters().getNamedGroups();
    if (known != null && groups.stream().noneMatch(List.of(known)::contains)) {
      throw new IllegalArgumentException(
          "the JDK's engine has none of the groups " + groups + " but " + List.of(known));
    }
    return TlsEngine.JDK;
  }

  /** With that engine, whatever the property says. */
  TlsSettings engine(TlsEngine wanted) {
    return new TlsSettings(versions, cipherSuites, groups, alpnProtocols, wanted);
  }

  TlsSettings versions(String... names) {
    for (String name : names) {
      if (!VERSIONS.contains(name)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "expected a TLS version out of %s but was \"%s\"", VERSIONS, name));
      }
    }
    return new TlsSettings(some("TLS version", names), cipherSuites, groups, alpnProtocols, wanted);
  }

  TlsSettings cipherSuites(String... names) {
    List<String> known = List.of(jdk().getSupportedSSLParameters().getCipherSuites());
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException("this JDK has no cipher suite \"" + name + "\"");
      }
    }
    return new TlsSettings(versions, some("cipher suite", names), groups, alpnProtocols, wanted);
  }

  TlsSettings groups(String... names) {
    for (String name : names) {
      if (!Groups.NAMES.containsKey(name)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "expected a group out of %s but was \"%s\"",
                Groups.NAMES.keySet(),
                name));
      }
    }
    return new TlsSettings(versions, cipherSuites, some("group", names), alpnProtocols, wanted);
  }

  TlsSettings alpnProtocols(String... names) {
    for (String name : names) {
      if (name.isEmpty() || name.length() > 255) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "expected an ALPN name of 1 to 255 bytes but was \"%s\"", name));
      }
    }
    return new TlsSettings(versions, cipherSuites, groups, some("ALPN name", names), wanted);
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

  /** The engines' common ground: sessions to resume are kept here. */
  static SSLContext context(String protocol, X509ExtendedKeyManager keys, Trust trust) {
    return context(protocol, keys, trust, null);
  }

  /** An SSLContext with a source of randomness; null selects the JDK's. */
  static SSLContext context(
      String protocol, X509ExtendedKeyManager keys, Trust trust, SecureRandom random) {
    try {
      SSLContext context = SSLContext.getInstance(protocol);
      context.init(
          keys == null ? null : new KeyManager[] {new RecordingKeyManager(keys)},
          new TrustManager[] {trust.manager()},
          random);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no usable TLS: " + e.getMessage(), e);
    }
  }

  /** The size of a datagram that DTLS can be squeezed into. */
  static int checkDatagram(int bytes) {
    if (bytes < 256 || bytes > 1 << 14) {
      throw new IllegalArgumentException(
          "expected datagrams of 256 to 16384 bytes but was " + bytes);
    }
    return bytes;
  }

  /** Sets them for an engine of DTLS, whose 1.2 is what TLS 1.2 is and whose 1.3 no JDK has. */
  void applyTo(SSLParameters parameters, int datagramBytes) {
    if (!versions.contains("TLSv1.2")) {
      throw new IllegalStateException("DTLS is there for TLSv1.2 alone, which is not allowed");
    }
    jdkEngine();
    applyTo(parameters);
    parameters.setProtocols(new String[] {"DTLSv1.2"});
    parameters.setMaximumPacketSize(datagramBytes);
  }

  /** Sets them for an engine of TLS. */
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
