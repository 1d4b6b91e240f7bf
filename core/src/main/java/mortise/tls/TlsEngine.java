package mortise.tls;

import java.lang.System.Logger.Level;
import java.util.Locale;
import mortise.net.Printable;
import mortise.sys.Openssl;

/**
 * What encrypts: the system's OpenSSL, or the JDK. Both support TLS 1.2 and 1.3, and a peer sees no
 * difference.
 *
 * <p>The property {@code mortise.tls} chooses: {@code openssl}, {@code jdk}, or {@code auto}, the
 * default, which is OpenSSL where the system has a libssl of OpenSSL 1.1.1 or newer.
 */
public enum TlsEngine {
  /** The system's libssl, called through {@code java.lang.foreign}. */
  OPENSSL,
  /** The JDK's {@code SSLEngine}. */
  JDK;

  private static final String PROPERTY = "mortise.tls";

  /** Either is null: an initializer that throws has its reason in the first error only. */
  private record Choice(TlsEngine engine, String problem) {}

  private static final class Chosen {
    static final Choice CHOICE = choose(System.getProperty(PROPERTY, "auto"));
  }

  /**
   * The one that connections use unless their settings need the other.
   *
   * @throws IllegalStateException when the property {@code mortise.tls} has another value, or
   *     selects OpenSSL and this system has no usable one; the message has the reason
   */
  public static TlsEngine preferred() {
    if (Chosen.CHOICE.problem != null) {
      throw new IllegalStateException(Chosen.CHOICE.problem);
    }
    return Chosen.CHOICE.engine;
  }

  /** Whether the JDK stands in where OpenSSL refuses a setting, and does not where it is forced. */
  static boolean isForced() {
    return "openssl".equalsIgnoreCase(System.getProperty(PROPERTY));
  }

  /** The version of the system's OpenSSL, or why it cannot be used. */
  public static String openssl() {
    String problem = Openssl.problem();
    return problem == null ? Openssl.version() : problem;
  }

  private static Choice choose(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "jdk" -> new Choice(JDK, null);
      case "auto" -> new Choice(isUsable() ? OPENSSL : JDK, null);
      case "openssl" ->
          Openssl.problem() == null
              ? new Choice(OPENSSL, null)
              : new Choice(null, "-D" + PROPERTY + "=openssl: " + Openssl.problem());
      default ->
          new Choice(
              null,
              String.format(
                  Locale.ROOT,
                  "expected -D%s=openssl, jdk or auto but was '%s'",
                  PROPERTY,
                  Printable.of(name)));
    };
  }

  private static boolean isUsable() {
    String problem = Openssl.problem();
    if (problem != null) {
      System.getLogger("mortise.tls").log(Level.DEBUG, "TLS is by the JDK, since {0}", problem);
    }
    return problem == null;
  }
}
