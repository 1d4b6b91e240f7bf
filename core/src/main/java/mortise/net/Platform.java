package mortise.net;

import mortise.sys.struct.SystemLayer;

/**
 * What this library is built on in this JVM.
 *
 * <p>{@link #current} is {@link #LINUX} on Linux, on x86-64 and aarch64, and {@link #PORTABLE} on
 * every other system, and on Linux where Java was started with {@code -Dmortise.sys=portable}. The
 * API is the same on both. What NIO does not have fails with an {@link java.io.IOException} whose
 * text names it and says that it needs Linux; {@link Socket#supports(Family, Type)} and {@link
 * Socket#supports(Option)} tell before.
 */
public enum Platform {
  /** The C library and the kernel, called directly. Requires the grant of native access. */
  LINUX,

  /** The channels of {@code java.nio}. Requires no grant. */
  PORTABLE;

  /** The platform of this JVM, which does not change while it runs. */
  public static Platform current() {
    return SystemLayer.PORTABLE ? PORTABLE : LINUX;
  }
}
