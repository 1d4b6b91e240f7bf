package mortise.net;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/**
 * A path to bind a UNIX socket to, and how: what {@link Socket#bind(Address)} leaves to its caller.
 *
 * <pre>{@code
 * socket.bind(UnixBinding.of(path).replaceStale().mode("rw-rw----").unlinkOnClose());
 * }</pre>
 *
 * <p>The file is made with the mode {@code rw-------} and gets its owner and then its mode, so that
 * no process connects that the mode excludes. The process's umask is neither used nor changed. No
 * other name is bound first and then renamed, since that one would be what {@link
 * Socket#localAddress} and every peer see for ever. All of this depends on the directory: a user
 * with permission to rename files there can replace the path.
 *
 * @param address the path
 * @param mode the permissions of the file, 0 to 0777; write permission permits connect and send
 * @param owner the owner of the file
 * @param replacesStale whether the file of a socket that is gone makes room
 * @param unlinksOnClose whether closing the socket removes the file
 */
public record UnixBinding(
    Unix address, int mode, Owner owner, boolean replacesStale, boolean unlinksOnClose) {

  private static final int OWNER_ONLY = 0600;

  /**
   * The owner of a file, chown(2).
   *
   * @param user the user's number, -1 for the binding process's
   * @param group the group's number, -1 for the group that the file gets by itself
   */
  public record Owner(int user, int group) {
    /** Who binds. */
    public static final Owner SELF = new Owner(-1, -1);
  }

  public UnixBinding {
    if (address.isAbstract() || address.isUnnamed()) {
      throw new IllegalArgumentException(address + " is not a path, so there is no file");
    }
    if (mode < 0 || mode > 0777) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "mode 0%o is not in 0..0777", mode));
    }
  }

  /**
   * A path whose file is accessible to its owner only, must not exist before and remains after
   * close.
   */
  public static UnixBinding of(Unix path) {
    return new UnixBinding(path, OWNER_ONLY, Owner.SELF, false, false);
  }

  /** A binding to a path of {@code java.nio.file}. */
  public static UnixBinding of(Path path) {
    return of(Unix.of(path));
  }

  /**
   * Removes the file that a dead process or a closed socket has left at the path. A file that is no
   * socket stays, and so does one that a socket of any process is still bound to, whether it
   * listens or not; bind then fails with EADDRINUSE, after 250 ms: a process that is just being
   * started has a copy of a socket that its parent has closed.
   *
   * <p>Whether a socket is bound is found out by connecting a datagram socket, which a listener
   * does not notice. Several starters are kept apart by a lock file, {@code .NAME.lock}, that is
   * gone when bind returns; so one of them binds and the others find its socket. They wait for each
   * other for the socket's timeout. A program that removes files without asking can still take the
   * path from any of them.
   */
  public UnixBinding replaceStale() {
    return new UnixBinding(address, mode, owner, true, unlinksOnClose);
  }

  /** The permissions of the file in the manner of ls(1), such as {@code rw-rw----}. */
  public UnixBinding mode(String permissions) {
    Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
    int bits = 0;
    for (PosixFilePermission permission : set) {
      bits |= 0400 >> permission.ordinal();
    }
    return mode(bits);
  }

  /** The permissions of the file in the manner of chmod(2), such as 0660. */
  public UnixBinding mode(int bits) {
    return new UnixBinding(address, bits, owner, replacesStale, unlinksOnClose);
  }

  /**
   * A copy with another owner of the file; -1 changes nothing. To give it to another user needs the
   * right CAP_CHOWN.
   */
  public UnixBinding owner(int user, int group) {
    return new UnixBinding(address, mode, new Owner(user, group), replacesStale, unlinksOnClose);
  }

  /**
   * Removes the file when the socket is closed, as long as it is still this socket's. A {@linkplain
   * Socket#detach detached} descriptor takes the file along, and a process that is killed leaves it
   * behind.
   */
  public UnixBinding unlinkOnClose() {
    return new UnixBinding(address, mode, owner, replacesStale, true);
  }
}
