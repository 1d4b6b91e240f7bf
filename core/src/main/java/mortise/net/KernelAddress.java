package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import mortise.sys.Fcntl;

/**
 * An address in the kernel's form for the length of one call.
 *
 * <p>{@code sun_path} has room for a path of 107 bytes. A longer one goes in by way of {@code
 * /proc/self/fd}: a socket that is there is opened (O_PATH: not to be read, only to be named) and
 * called by its descriptor; for one that is to be made, that is done with the directory.
 */
record KernelAddress(MemorySegment sockaddr, OpenFile anchor) implements AutoCloseable {
  private static final int NAMED = Fcntl.O_PATH;
  private static final OpenFile NO_FILE = new OpenFile(-1);
  private static final int FOLDER = Fcntl.O_PATH | Fcntl.O_DIRECTORY;

  /** The name of a socket to talk to. */
  static KernelAddress toReach(String call, SocketEndpoint endpoint, Address address)
      throws IOException {
    if (!isLong(endpoint, address)) {
      return new KernelAddress(endpoint.encode(call, address), NO_FILE);
    }
    Unix unix = (Unix) address;
    OpenFile file = OpenFile.of(Bytes.cString(unix.bytes()), NAMED);
    if (file.failed()) {
      throw SocketExceptions.of(file.fd(), call, null, address, 0);
    }
    return new KernelAddress(Sockaddr.encode(Unix.of(file.link())), file);
  }

  /** The name for a socket that is to be bound. */
  static KernelAddress toBind(SocketEndpoint endpoint, Address address) throws IOException {
    if (!isLong(endpoint, address)) {
      return new KernelAddress(endpoint.encode("bind", address), NO_FILE);
    }
    Unix unix = (Unix) address;
    OpenFile folder = OpenFile.of(folder(unix), FOLDER);
    if (folder.failed()) {
      throw SocketExceptions.of(folder.fd(), "bind", address, null, 0);
    }
    Unix name = inFolder(folder, last(unix));
    if (!Sockaddr.fits(name)) {
      folder.close();
      int room = Sockaddr.limit(name) - (folder.link().length() + 1);
      throw SocketExceptions.nameTooLong("bind", unix, last(unix).length, room);
    }
    return new KernelAddress(Sockaddr.encode(name), folder);
  }

  /** The path of a name in an open directory. */
  static Unix inFolder(OpenFile folder, byte[] name) {
    return Unix.ofPath(Bytes.concat(folder.link() + "/", name));
  }

  /** The directory of a path as a C string: what is before the last slash. */
  static MemorySegment folder(Unix path) {
    byte[] bytes = path.bytes();
    int slash = lastSlash(bytes);
    return slash < 0 ? Bytes.cString(".") : Bytes.cString(Arrays.copyOf(bytes, slash + 1));
  }

  /** The last component of a path. */
  static byte[] last(Unix path) {
    byte[] bytes = path.bytes();
    return Arrays.copyOfRange(bytes, lastSlash(bytes) + 1, bytes.length);
  }

  private static int lastSlash(byte[] path) {
    int slash = path.length - 1;
    while (slash >= 0 && path[slash] != '/') {
      slash--;
    }
    return slash;
  }

  /** Whether it is a path of this socket's family that needs the detour. */
  private static boolean isLong(SocketEndpoint endpoint, Address address) {
    return address instanceof Unix unix
        && !unix.isAbstract()
        && !Sockaddr.fits(unix)
        && endpoint.family.equals(Family.UNIX);
  }

  @Override
  public void close() {
    anchor.close();
  }
}
