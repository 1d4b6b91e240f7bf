package mortise.net;

import mortise.sys.SysSocket;
import mortise.sys.Unistd;

/**
 * The sender of a message, verified by the kernel: SCM_CREDENTIALS of unix(7). It arrives where the
 * receiver has set {@link Option#SO_PASSCRED}. A sender may attach its own; other values need
 * privileges (EPERM).
 *
 * @param pid the process
 * @param uid the user, an unsigned number
 * @param gid the group, an unsigned number
 */
public record Credentials(int pid, int uid, int gid) implements Ancillary {
  /** {@code cmsg_type} of this kind, at {@link Level#SOCKET}. */
  public static final int SCM_CREDENTIALS = SysSocket.SCM_CREDENTIALS;

  /** Those of this process: its id, its real user and its real group. */
  public static Credentials own() {
    return new Credentials(Unistd.getpid(), Unistd.getuid(), Unistd.getgid());
  }

  /** {@code Credentials[pid=1, uid=0, gid=0]}. */
  @Override
  public String toString() {
    String ids =
        ", uid=" + Integer.toUnsignedString(uid) + ", gid=" + Integer.toUnsignedString(gid);
    return "Credentials[pid=" + pid + ids + "]";
  }
}
