package mortise.sys.struct;

/**
 * Which implementation of libc's functions this JVM uses: the system's own on Linux, on x86-64 and
 * aarch64; {@code mortise.sys.nio} elsewhere, and where {@code -Dmortise.sys=portable} asks for it.
 */
public final class SystemLayer {
  /** The system property that selects {@code portable}, the layer over NIO, on Linux too. */
  public static final String PROPERTY = "mortise.sys";

  /** Whether the layer over NIO is in use. Constant, so compiled code has no branch for it. */
  public static final boolean PORTABLE =
      "portable".equals(System.getProperty(PROPERTY)) || !isSupported();

  private SystemLayer() {}

  private static boolean isSupported() {
    String architecture = System.getProperty("os.arch");
    return System.getProperty("os.name").equals("Linux")
        && (architecture.equals("amd64") || architecture.equals("aarch64"));
  }
}
