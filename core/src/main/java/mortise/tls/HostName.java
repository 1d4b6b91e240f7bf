package mortise.tls;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mortise.net.Inet;
import mortise.net.Printable;
import mortise.net.Resolver;
import org.jspecify.annotations.Nullable;

/**
 * The expected name or numeric address of a peer, as sent by SNI (RFC 6066, section 3) and matched
 * with certificates (RFC 9525). All matching of names is here.
 *
 * <p>Names are not limited to letters, digits and hyphens: containers often have names such as
 * {@code my_host}. Normalization removes a trailing dot, converts internationalized names to
 * A-labels, and converts to lower case.
 *
 * @param text the normalized form
 * @param address the bytes of a numeric address; null for a name
 */
record HostName(String text, byte @Nullable [] address) {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  /** The prefix of IPv4-mapped addresses (RFC 4291, section 2.5.5.2). */
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  /** RFC 1035, section 2.3.4; other libraries reject longer names. */
  private static final int LONGEST = 255;

  /**
   * Parses a host as given by a caller.
   *
   * @throws IllegalArgumentException if it is empty, longer than 255 bytes, or contains spaces,
   *     control characters or one of {@code / \ @ : [ ] "}
   */
  static HostName of(String host) {
    String bare = host;
    if (host.startsWith("[") && host.endsWith("]")) {
      bare = host.substring(1, host.length() - 1);
    }
    byte[] address = address(bare);
    if (address != null) {
      return new HostName(bare, address);
    }
    String name = withoutDot(ascii(host));
    if (name.isEmpty() || name.length() > LONGEST || !name.chars().allMatch(HostName::isPlain)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "invalid host '%s' (expected a name or an address)",
              Printable.of(host)));
    }
    return new HostName(name, null);
  }

  /** The name that a client requests by SNI; any bytes are accepted. */
  static HostName ofBytes(byte[] bytes) {
    String name = new String(bytes, StandardCharsets.UTF_8);
    try {
      return of(name);
    } catch (IllegalArgumentException _) {
      return new HostName(name.toLowerCase(Locale.ROOT), null); // matches no certificate
    }
  }

  private static boolean isPlain(int c) {
    return c > ' ' && c < 0x7f && "/\\@:[]\"".indexOf(c) < 0;
  }

  /** Converts to A-labels (RFC 5890) and lower case. */
  private static String ascii(String name) {
    try {
      return Resolver.toAscii(name).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "invalid host '%s' (expected a name or an address)", Printable.of(name)),
          e);
    }
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** The bytes of a numeric address, without its zone; null if it is none. */
  private static byte @Nullable [] address(String text) {
    int zone = text.indexOf('%');
    String bare = zone < 0 ? text : text.substring(0, zone);
    if (bare.indexOf(':') < 0 && (zone >= 0 || !bare.matches("\\d+(\\.\\d+){3}"))) {
      return null;
    }
    try {
      byte[] bytes = Inet.of(bare, 0).bytes();
      return isMapped(bytes) ? Arrays.copyOfRange(bytes, MAPPED.length, bytes.length) : bytes;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Whether an IPv6 address is IPv4-mapped; it is matched as the IPv4 address. */
  private static boolean isMapped(byte[] bytes) {
    return bytes.length > MAPPED.length
        && Arrays.equals(bytes, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
  }

  /** The name to send by SNI; empty for numeric addresses, which SNI excludes. */
  Optional<byte[]> sent() {
    boolean isNumber = address != null || text.matches("[0-9.]+");
    return isNumber ? Optional.empty() : Optional.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether a subjectAltName of the certificate matches this host. */
  boolean isIn(X509Certificate certificate) {
    return address != null
        ? names(certificate, IP_ADDRESS).stream()
            .anyMatch(name -> Arrays.equals(address(name), address))
        : names(certificate, DNS_NAME).stream().anyMatch(this::matches);
  }

  /**
   * Whether the common name of a certificate without dNSNames matches this host (RFC 6125, section
   * 6.4.4; removed by RFC 9525).
   */
  boolean isCommonName(X509Certificate certificate) {
    return address == null
        && names(certificate, DNS_NAME).isEmpty()
        && CommonName.of(certificate).filter(this::matches).isPresent();
  }

  /** The dNSNames of a certificate, not normalized. */
  static List<String> dnsNames(X509Certificate certificate) {
    return names(certificate, DNS_NAME);
  }

  /** The dNSNames and iPAddresses of a certificate, not normalized. */
  static List<String> names(X509Certificate certificate) {
    List<String> names = new ArrayList<>(dnsNames(certificate));
    names.addAll(names(certificate, IP_ADDRESS));
    return names;
  }

  private static List<String> names(X509Certificate certificate, int type) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> name : all) {
          if (name.getFirst().equals(type) && name.get(1) instanceof String text) {
            names.add(text);
          }
        }
      }
    } catch (CertificateParsingException e) {
      return List.of(); // malformed names match no host
    }
    return names;
  }

  /**
   * Whether a dNSName matches this name. A wildcard must be the complete first label, with at least
   * two labels after it.
   */
  boolean matches(String pattern) {
    String certified = pattern.toLowerCase(Locale.ROOT);
    if (certified.indexOf('*') < 0) {
      return certified.equals(text);
    }
    String rest = certified.startsWith("*.") ? certified.substring(1) : "";
    boolean isWildcard = rest.indexOf('*') < 0 && hasTwoLabels(rest);
    int dot = text.indexOf('.');
    return isWildcard && dot > 0 && text.substring(dot).equals(rest);
  }

  /** Whether it consists of at least two labels, each with a dot in front. */
  private static boolean hasTwoLabels(String rest) {
    int second = rest.indexOf('.', 1);
    return second > 1 && !rest.endsWith(".") && !rest.contains("..");
  }

  @Override
  public String toString() {
    return text;
  }
}
