package mortise.tls;

import java.lang.System.Logger.Level;
import java.util.Locale;
import mortise.net.Printable;
import mortise.sys.Openssl;
import org.jspecify.annotations.Nullable;

/**
 * The TLS implementation: the system's OpenSSL or the JDK. Both support TLS 1.2 and 1.3.
 *
 * <p>The system property {@code mortise.tls} selects it: {@code openssl}, {@code jdk}, or {@code
 * auto}. {@code auto} is the default and selects OpenSSL if the system has libssl 1.1.1 or newer.
 */
public enum TlsEngine {
  /** The system's libssl, called through {@code java.lang.foreign}. */
  OPENSSL,
  /** The JDK's {@code SSLEngine}. */
  JDK;

  private static final String PROPERTY = "mortise.tls";

  /**
   * Either field is null. The problem is kept because an initializer that throws reports its cause
   * only once.
   */
  private record Choice(@Nullable TlsEngine engine, @Nullable String problem) {}

  private static final class Chosen {
    static final Choice CHOICE = choose(System.getProperty(PROPERTY, "auto"));
  }

  /**
   * The engine that connections use unless their settings require the other one.
   *
   * @throws IllegalStateException if the property {@code mortise.tls} has an invalid value, or
   *     selects OpenSSL and the system has no usable libssl; the message has the reason
   */
  public static TlsEngine preferred() {
    TlsEngine engine = Chosen.CHOICE.engine;
    if (engine == null) {
      throw new IllegalStateException(Chosen.CHOICE.problem);
    }
    return engine;
  }

  /** Whether {@code -Dmortise.tls=openssl} excludes the fallback to the JDK's engine. */
  static boolean isForced() {
    return "openssl".equalsIgnoreCase(System.getProperty(PROPERTY));
  }

  /** The version of the system's OpenSSL, or the reason why it cannot be used. */
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
                  "-D%s: invalid value '%s' (expected openssl, jdk or auto)",
                  PROPERTY,
                  Printable.of(name)));
    };
  }

  private static boolean isUsable() {
    String problem = Openssl.problem();
    if (problem != null) {
      System.getLogger("mortise.tls").log(Level.DEBUG, "using the JDK's TLS engine: {0}", problem);
    }
    return problem == null;
  }
}
