package mortise.net;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import mortise.poll.Outcome;
import mortise.sys.Fcntl;
import mortise.sys.SysErrno;
import mortise.sys.SysFile;
import mortise.sys.Unistd;

/**
 * A file beside a socket's, {@code .NAME.lock}, that keeps two processes from binding at once,
 * flock(2). It is there for the length of a bind. The kernel frees the lock of a process that dies;
 * the file that then stays is locked by the next.
 */
record LockFile(OpenFile file, MemorySegment path) implements AutoCloseable {
  private static final int FLAGS = Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_NOFOLLOW;
  private static final byte[] LOCK = {'.', 'l', 'o', 'c', 'k'};
  private static final int OWNER_ONLY = 0600;
  private static final long FIRST_PAUSE_NANOS = 100_000;
  private static final long LAST_PAUSE_NANOS = 10_000_000;

  /**
   * Waits for the lock of a name in a directory. flock itself is not waited in: it would pin the
   * carrier thread, and no deadline would end it.
   *
   * @return the lock, or what failed in its file's place
   */
  static LockFile take(OpenFile folder, byte[] name, SocketEndpoint endpoint) {
    Deadline deadline = endpoint.deadline();
    MemorySegment path = Bytes.cString(KernelAddress.inFolder(folder, lockName(name)).bytes());
    long pause = FIRST_PAUSE_NANOS;
    while (true) {
      OpenFile file = OpenFile.openAt(Fcntl.AT_FDCWD, path, FLAGS, OWNER_ONLY);
      int result = file.failed() ? file.fd() : lock(file, path);
      if (result == 0 || file.failed()) {
        return new LockFile(file, path);
      }
      file.close();
      long stop = result == -SysErrno.EAGAIN ? stop(deadline, endpoint) : result;
      if (stop < 0) {
        return new LockFile(new OpenFile((int) stop), path);
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LAST_PAUSE_NANOS);
    }
  }

  private static byte[] lockName(byte[] name) {
    byte[] hidden = Bytes.concat(".", name);
    byte[] lock = Arrays.copyOf(hidden, hidden.length + LOCK.length);
    System.arraycopy(LOCK, 0, lock, hidden.length, LOCK.length);
    return lock;
  }

  /** 0 where the lock is had, -EAGAIN where it is worth another try. */
  private static int lock(OpenFile file, MemorySegment path) {
    int result = SysFile.flock(file.fd(), SysFile.LOCK_EX | SysFile.LOCK_NB);
    if (result < 0) {
      return result == -SysErrno.EINTR ? -SysErrno.EAGAIN : result;
    }
    // The previous owner has removed the file meanwhile: then this lock is void.
    FileIdentity locked = FileIdentity.of(file);
    return locked != null && locked.equals(FileIdentity.at(path)) ? 0 : -SysErrno.EAGAIN;
  }

  private static long stop(Deadline deadline, SocketEndpoint endpoint) {
    if (!endpoint.descriptor.isOpen()) {
      return Outcome.CLOSED;
    }
    if (Thread.currentThread().isInterrupted()) {
      return Outcome.INTERRUPTED;
    }
    return deadline.remaining().isZero() ? Outcome.TIMED_OUT : 0;
  }

  /** Removes the file and with it the lock; only the lock's owner may do so. */
  @Override
  public void close() {
    if (!file.failed()) {
      Unistd.unlink(path);
      file.close();
    }
  }
}
