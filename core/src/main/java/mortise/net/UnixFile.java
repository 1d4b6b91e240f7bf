package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import mortise.poll.Attempt;
import mortise.sys.Fcntl;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;
import mortise.sys.SysStat;
import mortise.sys.Unistd;
import org.jspecify.annotations.Nullable;

/** The file of a UNIX socket that was bound by {@link UnixBinding}: how it comes and goes. */
final class UnixFile {
  private static final int NAMED = Fcntl.O_PATH | Fcntl.O_NOFOLLOW;
  private static final int FOLDER = Fcntl.O_PATH | Fcntl.O_DIRECTORY;
  private static final int FIRST_MODE = 0600;

  /**
   * How long a socket that was closed may still be bound: fork copies all descriptors into the
   * child, and its copy is closed by exec alone. Another thread that starts a program, in this
   * process or in the one that had the socket, is there for a moment.
   */
  private static final long FORK_NANOS = 250_000_000;

  private static final long FIRST_PAUSE_NANOS = 500_000;
  private static final long LAST_PAUSE_NANOS = 50_000_000;

  private static final MemorySegment ITSELF = Bytes.cString("");

  private final MemorySegment path;

  /** Guarded by this. */
  private FileIdentity identity;

  /** Guarded by this. */
  private boolean unlinked;

  private UnixFile(Unix address, FileIdentity identity) {
    byte[] bytes = address.bytes();
    String front = bytes[0] == '/' ? "" : "/proc/self/cwd/";
    this.path = Bytes.cString(Bytes.concat(front, bytes));
    this.identity = identity;
  }

  /**
   * Binds a socket to a file.
   *
   * @return the file where it is to be removed on close, else null
   */
  static @Nullable UnixFile bind(Socket socket, UnixBinding binding) throws IOException {
    Unix address = binding.address();
    if (!socket.family().equals(Family.UNIX)) {
      throw SocketExceptions.wrongFamily("bind", socket.family(), address);
    }
    try (OpenFile folder = OpenFile.of(KernelAddress.folder(address), FOLDER)) {
      check(folder.fd(), address);
      if (!binding.replacesStale()) {
        return make(socket, binding, folder);
      }
      byte[] name = KernelAddress.last(address);
      try (LockFile lock = LockFile.take(folder, name, socket.endpoint())) {
        check(lock.file().fd(), address);
        removeStale(folder, address, socket.endpoint());
        return make(socket, binding, folder);
      }
    }
  }

  private static void removeStale(OpenFile folder, Unix address, SocketEndpoint endpoint)
      throws IOException {
    MemorySegment path = path(folder, address);
    try (OpenFile file = OpenFile.of(path, NAMED)) {
      if (file.fd() == -SysErrno.ENOENT) {
        return;
      }
      check(file.fd(), address);
      FileIdentity found = FileIdentity.of(file);
      if (found == null || !found.isSocket()) {
        throw SocketExceptions.taken(address, "the file is not a socket and is kept");
      }
      int answer = probeWithRetry(file, endpoint);
      if (answer == -SysErrno.EACCES) {
        throw SocketExceptions.of(answer, "bind", address, null, 0);
      }
      if (answer != -SysErrno.ECONNREFUSED || !found.equals(FileIdentity.at(path))) {
        throw SocketExceptions.taken(address, "a socket is bound to the file");
      }
      check(Unistd.unlink(path), address);
    }
  }

  /** Probes again while what holds the socket may be a child on its way to exec. */
  private static int probeWithRetry(OpenFile file, SocketEndpoint endpoint) {
    long begin = System.nanoTime();
    long pause = FIRST_PAUSE_NANOS;
    while (true) {
      int answer = probe(file);
      boolean bound = answer == 0 || answer == -SysErrno.EPROTOTYPE || answer == -SysErrno.EAGAIN;
      if (!bound
          || System.nanoTime() - begin > FORK_NANOS
          || endpoint.deadline().remaining().isZero()
          || !endpoint.descriptor.isOpen()
          || Thread.currentThread().isInterrupted()) {
        return answer;
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LAST_PAUSE_NANOS);
    }
  }

  /**
   * Connects a datagram socket. Linux looks for the socket of the file first and compares the types
   * then, so ECONNREFUSED means that there is none, of whatever type, and EPROTOTYPE that a stream
   * or seqpacket socket is bound; its queue does not see the attempt.
   */
  private static int probe(OpenFile file) {
    int answer = probe(file, SysSocket.SOCK_DGRAM);
    // Where UNIX sockets are streams only, a listener sees a connection that ends at once.
    return answer == -SysErrno.ESOCKTNOSUPPORT ? probe(file, SysSocket.SOCK_STREAM) : answer;
  }

  private static int probe(OpenFile file, int kind) {
    int type = kind | SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC;
    try (OpenFile probe = new OpenFile(SysSocket.socket(SysSocket.AF_UNIX, type, 0))) {
      MemorySegment name = Sockaddr.encode(Unix.of(file.link()));
      return probe.failed() ? probe.fd() : SysSocket.connect(probe.fd(), name);
    }
  }

  private static @Nullable UnixFile make(Socket socket, UnixBinding binding, OpenFile folder)
      throws IOException {
    Unix address = binding.address();
    // The mode that the file will have at first, less the umask: af_unix takes the socket's own.
    Attempt fchmod = (fd, memory, mode) -> SysStat.fchmod(fd, mode);
    check(socket.endpoint().descriptor.call(fchmod, ITSELF, FIRST_MODE), address);
    socket.bind(address);
    MemorySegment path = path(folder, address);
    try (OpenFile file = OpenFile.of(path, NAMED)) {
      check(file.fd(), address);
      setOwnerAndMode(file, binding);
      FileIdentity identity = binding.unlinksOnClose() ? FileIdentity.of(file) : null;
      // A file that cannot be told from its successor is left where it is.
      return identity == null ? null : new UnixFile(address, identity);
    } catch (IOException e) {
      Unistd.unlink(path);
      throw e;
    }
  }

  /** By descriptor, so that it is this file and no other that gets the owner and the mode. */
  private static void setOwnerAndMode(OpenFile file, UnixBinding binding) throws IOException {
    UnixBinding.Owner owner = binding.owner();
    if (!owner.equals(UnixBinding.Owner.SELF)) {
      check(
          Unistd.fchownat(file.fd(), ITSELF, owner.user(), owner.group(), Fcntl.AT_EMPTY_PATH),
          binding.address());
    }
    MemorySegment link = Bytes.cString(file.link());
    check(SysStat.fchmodat(Fcntl.AT_FDCWD, link, binding.mode(), 0), binding.address());
  }

  private static MemorySegment path(OpenFile folder, Unix address) {
    return Bytes.cString(KernelAddress.inFolder(folder, KernelAddress.last(address)).bytes());
  }

  private static void check(long result, Unix address) throws IOException {
    if (result < 0) {
      throw SocketExceptions.of(result, "bind", address, null, 0);
    }
  }

  /** The layer over NIO makes the file again to listen, with a channel of another kind. */
  synchronized void madeAgain() {
    FileIdentity now = FileIdentity.at(path);
    if (now != null && now.isSocket()) {
      identity = now;
    }
  }

  /**
   * Removes the file where it is still the socket's. The socket must be open: as long as it is, its
   * file's number is given to no other file.
   */
  synchronized void unlink() {
    if (!unlinked && identity.equals(FileIdentity.at(path))) {
      Unistd.unlink(path);
    }
    unlinked = true;
  }
}
