package mortise.net;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An address of the UNIX family, unix(7): a path, a name in Linux's abstract namespace, or no name
 * at all.
 *
 * <p>Paths are bytes to the kernel, so bytes are what is kept; text goes in and out as UTF-8, bytes
 * that are no UTF-8 as {@link ByteText} has them.
 */
public final class Unix implements Address {
  /** No name: what a UNIX socket has before it is bound, and both ends of a pair for ever. */
  public static final Unix UNNAMED = new Unix(new byte[0]);

  /** What {@code sun_path} holds: a path without its NUL, an abstract name with a NUL in front. */
  private final byte[] name;

  private Unix(byte[] name) {
    this.name = name;
  }

  /** A path in the file system. */
  public static Unix of(Path path) {
    return ofPath(ByteText.bytes(path));
  }

  /**
   * A path in the file system.
   *
   * @throws IllegalArgumentException when the path is empty or has a NUL in it
   */
  public static Unix of(String path) {
    return ofPath(ByteText.encode(path));
  }

  /** The path, or no name, of a JDK address. */
  public static Unix of(UnixDomainSocketAddress address) {
    Path path = address.getPath();
    return path.toString().isEmpty() ? UNNAMED : of(path);
  }

  /** A path of any bytes, with the same bounds as {@link #of(String)}. */
  public static Unix ofPath(byte[] path) {
    if (path.length == 0) {
      throw new IllegalArgumentException("a UNIX path has at least one byte");
    }
    for (int i = 0; i < path.length; i++) {
      if (path[i] == 0) {
        throw new IllegalArgumentException("a UNIX path must not contain NUL, and has one at " + i);
      }
    }
    return new Unix(path.clone());
  }

  /** A name in the abstract namespace, where no file is made and nothing is left behind. */
  public static Unix ofAbstract(String name) {
    return ofAbstract(ByteText.encode(name));
  }

  /** A name of any bytes, NULs included, in the abstract namespace. */
  public static Unix ofAbstract(byte[] name) {
    byte[] withNul = new byte[name.length + 1];
    System.arraycopy(name, 0, withNul, 1, name.length);
    return new Unix(withNul);
  }

  /**
   * Creates an address from the bytes of {@code sun_path} as the kernel reports them, unix(7):
   * empty is unnamed, a leading NUL an abstract name, and a path ends at its first NUL.
   */
  public static Unix ofSunPath(byte[] sunPath) {
    if (sunPath.length == 0 || sunPath[0] == 0) {
      return sunPath.length == 0 ? UNNAMED : new Unix(sunPath);
    }
    int end = 0;
    while (end < sunPath.length && sunPath[end] != 0) {
      end++;
    }
    return new Unix(Arrays.copyOf(sunPath, end));
  }

  /** The bytes for {@code sun_path}, without a path's final NUL. */
  byte[] name() {
    return name;
  }

  @Override
  public Family family() {
    return Family.UNIX;
  }

  public boolean isUnnamed() {
    return name.length == 0;
  }

  public boolean isAbstract() {
    return name.length > 0 && name[0] == 0;
  }

  /** Whether the address is a path in the file system, neither abstract nor unnamed. */
  public boolean isPath() {
    return name.length > 0 && name[0] != 0;
  }

  /** The path's or the abstract name's bytes, none for the unnamed address. */
  public byte[] bytes() {
    return isAbstract() ? Arrays.copyOfRange(name, 1, name.length) : name.clone();
  }

  /**
   * The path.
   *
   * @throws IllegalStateException when the address is abstract or unnamed
   */
  public Path path() {
    if (isAbstract() || isUnnamed()) {
      throw new IllegalStateException(this + " is not a path");
    }
    return ByteText.path(name);
  }

  @Override
  public SocketAddress toJava() {
    if (isAbstract()) {
      return Address.super.toJava();
    }
    return UnixDomainSocketAddress.of(ByteText.path(name));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Unix that && Arrays.equals(name, that.name);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(name);
  }

  /**
   * {@code unix:/path}, {@code unix:@name}, or {@code unix:} for the unnamed address. A path that
   * begins with an at sign gets {@code ./} in front, so that it is not taken for a name. What does
   * not print is escaped as by {@link Printable#of(byte[])}, and {@link Address#parse} reads it.
   */
  @Override
  public String toString() {
    String text = Printable.of(bytes());
    return "unix:" + (isAbstract() ? "@" : text.startsWith("@") ? "./" : "") + text;
  }
}
