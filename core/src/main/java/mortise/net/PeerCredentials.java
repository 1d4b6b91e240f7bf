package mortise.net;

import java.util.Optional;
import mortise.sys.struct.Ucred;

/**
 * The credentials of a UNIX socket's peer as of its connect, listen or socketpair, unix(7). {@link
 * ProcessDescriptor} has the process's later state.
 *
 * @param pid the process; 0 where there is none, or none that this pid namespace can see
 * @param uid the effective user, -1 where there is no peer; unsigned in C
 * @param gid the effective group, -1 where there is no peer; unsigned in C
 */
public record PeerCredentials(int pid, int uid, int gid) {
  static final Codec<PeerCredentials> CODEC =
      new Codecs.Struct<>(
          Ucred.SIZE,
          s -> new PeerCredentials(Ucred.pid(s), Ucred.uid(s), Ucred.gid(s)),
          (s, peer) -> {
            Ucred.pid(s, peer.pid);
            Ucred.uid(s, peer.uid);
            Ucred.gid(s, peer.gid);
          });

  /**
   * The process that has the pid now, empty where there is none. It may be a later one with the
   * same pid; {@link ProcessDescriptor#process} is sure.
   */
  public Optional<ProcessHandle> process() {
    return pid > 0 ? ProcessHandle.of(pid) : Optional.empty();
  }
}
