package mortise.cli.tls;

/**
 * Names that clients ask a server for (SNI). The JDK's engine ends the handshake where it does not
 * take one, {@code my_host} or a name with a dot at its end; with the extension left out it looks
 * at none, and {@link mortise.tls.TlsServer} looks by itself. This process has no other TLS
 * servers.
 */
public final class ServerNames {
  private static final String PROPERTY = "jdk.tls.server.disableExtensions";
  private static final String EXTENSION = "server_name";

  /** The option for another JVM. */
  public static final String JVM_OPTION = "-D" + PROPERTY + "=" + EXTENSION;

  private ServerNames() {}

  /** Takes all names from now on; to be called before the first handshake. */
  public static void takeAll() {
    String told = System.getProperty(PROPERTY, "");
    if (!told.contains(EXTENSION)) {
      System.setProperty(PROPERTY, told.isEmpty() ? EXTENSION : told + "," + EXTENSION);
    }
  }
}
