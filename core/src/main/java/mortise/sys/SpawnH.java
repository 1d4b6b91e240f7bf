package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static mortise.sys.Calls.noErrno;
import static mortise.sys.Calls.pointers;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import mortise.sys.struct.Header;

/**
 * {@code spawn.h}: starting a program. Everything here is PLAIN and takes off-heap memory; {@code
 * posix_spawnp} returns when the program has taken the child over, or could not. The functions
 * return 0 or {@code -errno}.
 */
@Header("spawn.h")
public final class SpawnH {
  public static final int POSIX_SPAWN_SETPGROUP = 0x2;
  public static final int POSIX_SPAWN_SETSIGDEF = 0x4;
  public static final int POSIX_SPAWN_SETSIGMASK = 0x8;
  public static final int POSIX_SPAWN_SETSID = 0x80;

  private SpawnH() {}

  /**
   * {@code pid_t *pid, const char *file, file_actions, attr, char *const argv[], envp[]}; a file
   * without a slash is looked for on this process's PATH.
   */
  public static int posix_spawnp(
      MemorySegment pid,
      MemorySegment file,
      MemorySegment actions,
      MemorySegment attributes,
      MemorySegment arguments,
      MemorySegment environment) {
    return call("posix_spawnp", pid, file, actions, attributes, arguments, environment);
  }

  public static int posix_spawn_file_actions_init(MemorySegment actions) {
    return call("posix_spawn_file_actions_init", actions, NULL, NULL, NULL, NULL, NULL);
  }

  public static int posix_spawn_file_actions_destroy(MemorySegment actions) {
    return call("posix_spawn_file_actions_destroy", actions, NULL, NULL, NULL, NULL, NULL);
  }

  /**
   * Duplicates a descriptor in the child; {@code from} equal to {@code to} clears close-on-exec.
   */
  public static int posix_spawn_file_actions_adddup2(MemorySegment actions, int from, int to) {
    return call(
        "posix_spawn_file_actions_adddup2", actions, number(from), number(to), NULL, NULL, NULL);
  }

  public static int posix_spawn_file_actions_addopen(
      MemorySegment actions, int fd, MemorySegment path, int flags, int mode) {
    return call(
        "posix_spawn_file_actions_addopen",
        actions,
        number(fd),
        path,
        number(flags),
        number(mode),
        NULL);
  }

  public static int posix_spawn_file_actions_addclose(MemorySegment actions, int fd) {
    return call("posix_spawn_file_actions_addclose", actions, number(fd), NULL, NULL, NULL, NULL);
  }

  /** {@code -ENOSYS} before glibc 2.34. */
  public static int posix_spawn_file_actions_addclosefrom_np(MemorySegment actions, int from) {
    try {
      return call(
          "posix_spawn_file_actions_addclosefrom_np",
          actions,
          number(from),
          NULL,
          NULL,
          NULL,
          NULL);
    } catch (UnsatisfiedLinkError _) {
      return -SysErrno.ENOSYS;
    }
  }

  public static int posix_spawn_file_actions_addchdir_np(
      MemorySegment actions, MemorySegment path) {
    return call("posix_spawn_file_actions_addchdir_np", actions, path, NULL, NULL, NULL, NULL);
  }

  public static int posix_spawnattr_init(MemorySegment attributes) {
    return call("posix_spawnattr_init", attributes, NULL, NULL, NULL, NULL, NULL);
  }

  public static int posix_spawnattr_destroy(MemorySegment attributes) {
    return call("posix_spawnattr_destroy", attributes, NULL, NULL, NULL, NULL, NULL);
  }

  public static int posix_spawnattr_setflags(MemorySegment attributes, int flags) {
    return call("posix_spawnattr_setflags", attributes, number(flags), NULL, NULL, NULL, NULL);
  }

  public static int posix_spawnattr_setpgroup(MemorySegment attributes, int group) {
    return call("posix_spawnattr_setpgroup", attributes, number(group), NULL, NULL, NULL, NULL);
  }

  /** The signals that the child begins with blocked. */
  public static int posix_spawnattr_setsigmask(MemorySegment attributes, int... signals) {
    return withSet("posix_spawnattr_setsigmask", attributes, signals);
  }

  /** The signals that act in the child as they do by default. */
  public static int posix_spawnattr_setsigdefault(MemorySegment attributes, int... signals) {
    return withSet("posix_spawnattr_setsigdefault", attributes, signals);
  }

  private static int withSet(String symbol, MemorySegment attributes, int... signals) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SignalH.SIGSET_BYTES, 8);
      long bits = 0;
      for (int signal : signals) {
        bits |= 1L << signal - 1;
      }
      set.asByteBuffer().order(ByteOrder.nativeOrder()).putLong(0, bits);
      return call(symbol, attributes, set, NULL, NULL, NULL, NULL);
    }
  }

  private static int call(
      String symbol,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      MemorySegment e,
      MemorySegment f) {
    // These return their errors.
    return -(int) pointers(function(symbol), noErrno(), a, b, c, d, e, f);
  }
}
