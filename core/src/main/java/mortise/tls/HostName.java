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

/**
 * The name or numeric address that a peer is meant to have, as TLS sends it (RFC 6066, section 3)
 * and as certificates are compared with it (RFC 9525). The one place where names are compared.
 *
 * <p>Names are not limited to letters, digits and hyphens: {@code my_host} is a name of many
 * containers. A dot at the end is dropped, other alphabets become A-labels, capitals are small.
 *
 * @param text the normal form
 * @param address the bytes of a numeric address; null of a name
 */
record HostName(String text, byte[] address) {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  /** What IPv4-mapped addresses begin with (RFC 4291, section 2.5.5.2). */
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  /** RFC 1035, section 2.3.4; other libraries refuse longer ones. */
  private static final int LONGEST = 255;

  /**
   * The one that a caller means.
   *
   * @throws IllegalArgumentException when it is empty, longer than 255 bytes, or has characters
   *     that no name has
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
              Locale.ROOT, "expected a host's name or address but was \"%s\"", Printable.of(host)));
    }
    return new HostName(name, null);
  }

  /** What a client asks for, whatever bytes that are. */
  static HostName ofBytes(byte[] bytes) {
    String name = new String(bytes, StandardCharsets.UTF_8);
    try {
      return of(name);
    } catch (IllegalArgumentException _) {
      return new HostName(name.toLowerCase(Locale.ROOT), null); // which no certificate has
    }
  }

  private static boolean isPlain(int c) {
    return c > ' ' && c < 0x7f && "/\\@:[]\"".indexOf(c) < 0;
  }

  /** In A-labels (RFC 5890) and small letters. */
  private static String ascii(String name) {
    try {
      return Resolver.toAscii(name).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "expected a host's name or address but was \"%s\"", Printable.of(name)),
          e);
    }
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** The bytes of a numeric address, whose zone counts here alone; null for what is none. */
  private static byte[] address(String text) {
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

  /** An IPv4 address in the form of IPv6 is that IPv4 address. */
  private static boolean isMapped(byte[] bytes) {
    return bytes.length > MAPPED.length
        && Arrays.equals(bytes, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
  }

  /** What SNI carries; empty for numeric addresses, which it must not carry. */
  Optional<byte[]> sent() {
    boolean isNumber = address != null || text.matches("[0-9.]+");
    return isNumber ? Optional.empty() : Optional.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether a certificate is for this host by its alternative names. */
  boolean isIn(X509Certificate certificate) {
    return address != null
        ? names(certificate, IP_ADDRESS).stream()
            .anyMatch(name -> Arrays.equals(address(name), address))
        : names(certificate, DNS_NAME).stream().anyMatch(this::matches);
  }

  /**
   * Whether a certificate is for this host by the common name of its subject, which counts where it
   * has no dNSName (RFC 6125, section 6.4.4; RFC 9525 has done away with it).
   */
  boolean isCommonName(X509Certificate certificate) {
    return address == null
        && names(certificate, DNS_NAME).isEmpty()
        && CommonName.of(certificate).filter(this::matches).isPresent();
  }

  /** The dNSNames of a certificate, as they stand there. */
  static List<String> dnsNames(X509Certificate certificate) {
    return names(certificate, DNS_NAME);
  }

  /** The dNSNames and iPAddresses of a certificate, as they stand there. */
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
      return List.of(); // names that cannot be read match none
    }
    return names;
  }

  /**
   * Whether a name of a certificate is this one. A star stands for the whole first label and no
   * other, in front of two labels at least.
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

  /** Whether it is a dot, a label, a dot, a label, and so on. */
  private static boolean hasTwoLabels(String rest) {
    int second = rest.indexOf('.', 1);
    return second > 1 && !rest.endsWith(".") && !rest.contains("..");
  }

  @Override
  public String toString() {
    return text;
  }
}
