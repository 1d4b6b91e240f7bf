package mortise.sys.nio;

import static mortise.sys.SysErrno.EBADF;
import static mortise.sys.SysErrno.EINVAL;
import static mortise.sys.SysErrno.ENOENT;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * File names as bytes, and the names by which Linux calls what a descriptor stands for, proc(5):
 * callers above use them, so this layer resolves them on every system.
 */
final class Paths {
  private static final String DESCRIPTORS = "/proc/self/fd/";
  private static final String WORKING_DIRECTORY = "/proc/self/cwd/";

  private Paths() {}

  /** The path that bytes, up to a NUL, stand for. */
  static Path resolve(byte[] name) throws ErrnoException {
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    if (end == 0) {
      throw new ErrnoException(ENOENT);
    }
    return resolve(new String(name, 0, end, StandardCharsets.UTF_8));
  }

  private static Path resolve(String name) throws ErrnoException {
    try {
      if (name.startsWith(WORKING_DIRECTORY)) {
        return Path.of(name.substring(WORKING_DIRECTORY.length()));
      }
      if (name.startsWith(DESCRIPTORS)) {
        return ofDescriptor(name.substring(DESCRIPTORS.length()));
      }
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new ErrnoException(EINVAL, e.getMessage());
    }
  }

  /** The path behind {@code N} or {@code N/name}. */
  private static Path ofDescriptor(String rest) throws ErrnoException {
    int slash = rest.indexOf('/');
    int number = Integer.parseInt(slash < 0 ? rest : rest.substring(0, slash));
    Path base = Handles.get(number).path();
    if (base == null) {
      throw new ErrnoException(EBADF);
    }
    return slash < 0 ? base : base.resolve(rest.substring(slash + 1));
  }

  static byte[] bytes(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8);
  }
}
