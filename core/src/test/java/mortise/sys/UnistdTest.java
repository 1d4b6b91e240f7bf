package mortise.sys;

import static java.lang.foreign.MemorySegment.ofArray;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;
import static mortise.sys.Fcntl.AT_FDCWD;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The calls on descriptors and files of {@code unistd.h}, {@code fcntl.h} and their kin. */
@Timeout(30)
class UnistdTest {
  private static final int PIPE = Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC;

  @TempDir Path directory;
  private final Deque<Integer> open = new ArrayDeque<>();

  @AfterEach
  void close() {
    open.forEach(Unistd::close);
  }

  @Test
  void pipeIsWrittenAndRead() {
    int[] pipe = pipe();
    assertThat(Unistd.write(pipe[1], text("hello"))).isEqualTo(5);
    MemorySegment buffer = ofArray(new byte[8]);
    assertThat(Unistd.read(pipe[0], buffer)).isEqualTo(5);
    assertThat(Unistd.read(pipe[0], buffer)).isEqualTo(-SysErrno.EAGAIN);
  }

  @Test
  void descriptorFlagsAreReadAndSet() {
    int[] pipe = pipe();
    int copy = keep(Unistd.dup(pipe[0]));
    assertThat(Fcntl.fcntl(copy, Fcntl.F_GETFD, 0)).isZero();
    assertThat(Fcntl.fcntl(copy, Fcntl.F_SETFD, Fcntl.FD_CLOEXEC)).isZero();
    assertThat(Fcntl.fcntl(copy, Fcntl.F_GETFD, 0)).isEqualTo(Fcntl.FD_CLOEXEC);
    assertThat(Fcntl.fcntl(copy, Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK).isNotZero();
    int second = keep(Fcntl.fcntl(copy, Fcntl.F_DUPFD_CLOEXEC, 100));
    assertThat(second).isGreaterThanOrEqualTo(100);
    assertThat(Fcntl.fcntl(-1, Fcntl.F_GETFD, 0)).isEqualTo(-SysErrno.EBADF);
  }

  @Test
  void directoryIsOpenedAsAPlaceOnly() {
    int fd = keep(Fcntl.openat(AT_FDCWD, path(directory), Fcntl.O_PATH | Fcntl.O_DIRECTORY, 0));
    assertThat(Unistd.read(fd, ofArray(new byte[1]))).isEqualTo(-SysErrno.EBADF);
    int file = Fcntl.openat(fd, string("new"), Fcntl.O_CREAT | Fcntl.O_RDWR, 0600);
    keep(file);
    assertThat(directory.resolve("new")).isEmptyFile();
  }

  @Test
  void directoryFlagRefusesFiles() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(Fcntl.openat(AT_FDCWD, path(file), Fcntl.O_PATH | Fcntl.O_DIRECTORY, 0))
        .isEqualTo(-SysErrno.ENOTDIR);
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    assertThat(Fcntl.openat(AT_FDCWD, path(link), Fcntl.O_NOFOLLOW, 0)).isEqualTo(-SysErrno.ELOOP);
  }

  @Test
  void sendfileMovesItsOffset() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "0123456789");
    int in = keep(Fcntl.openat(AT_FDCWD, path(file), Fcntl.O_RDONLY, 0));
    int[] pair = pair();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(JAVA_INT);
      MemorySegment offset = arena.allocateFrom(JAVA_LONG, 2);
      assertThat(SysSendfile.sendfile(errno, pair[0], in, offset, 5)).isEqualTo(5);
      assertThat(offset.get(JAVA_LONG, 0)).isEqualTo(7);
      assertThat(SysSendfile.sendfile(errno, pair[0], -1, offset, 5)).isEqualTo(-SysErrno.EBADF);
    }
    byte[] got = new byte[8];
    assertThat(SysSocket.recv(pair[1], ofArray(got), 0)).isEqualTo(5);
    assertThat(new String(got, 0, 5, UTF_8)).isEqualTo("23456");
  }

  @Test
  void spliceMovesFromSocketToPipe() {
    int[] pair = pair();
    int[] pipe = pipe();
    SysSocket.send(pair[0], text("hello"), 0);
    assertThat(Fcntl.splice(pair[1], pipe[1], 100, Fcntl.SPLICE_F_NONBLOCK)).isEqualTo(5);
    assertThat(Fcntl.splice(pair[1], pipe[1], 100, Fcntl.SPLICE_F_NONBLOCK))
        .isEqualTo(-SysErrno.EAGAIN);
    assertThat(Unistd.read(pipe[0], ofArray(new byte[8]))).isEqualTo(5);
  }

  @Test
  void eventfdCounts() {
    int fd = keep(SysEventfd.eventfd(3, SysEventfd.EFD_NONBLOCK | SysEventfd.EFD_CLOEXEC));
    long[] count = {4};
    assertThat(Unistd.write(fd, ofArray(count))).isEqualTo(8);
    assertThat(Unistd.read(fd, ofArray(count))).isEqualTo(8);
    assertThat(count).containsExactly(7);
    assertThat(Unistd.read(fd, ofArray(count))).isEqualTo(-SysErrno.EAGAIN);
  }

  @Test
  void lockIsRefusedToTheSecond() throws IOException {
    Path file = Files.writeString(directory.resolve("lock"), "");
    int first = keep(Fcntl.openat(AT_FDCWD, path(file), Fcntl.O_RDWR, 0));
    int second = keep(Fcntl.openat(AT_FDCWD, path(file), Fcntl.O_RDWR, 0));
    int exclusive = SysFile.LOCK_EX | SysFile.LOCK_NB;
    assertThat(SysFile.flock(first, exclusive)).isZero();
    assertThat(SysFile.flock(second, exclusive)).isEqualTo(-SysErrno.EAGAIN);
    assertThat(SysFile.flock(first, SysFile.LOCK_UN)).isZero();
    assertThat(SysFile.flock(second, exclusive)).isZero();
  }

  @Test
  void modeAndOwnerAreSet() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(SysStat.fchmodat(AT_FDCWD, path(file), 0640, 0)).isZero();
    assertThat(mode(file)).isEqualTo("rw-r-----");
    int fd = keep(Fcntl.openat(AT_FDCWD, path(file), Fcntl.O_RDWR, 0));
    assertThat(SysStat.fchmod(fd, 0600)).isZero();
    assertThat(mode(file)).isEqualTo("rw-------");
    int user = Unistd.getuid();
    int group = Unistd.getgid();
    assertThat(Unistd.fchown(fd, user, group)).isZero();
    assertThat(Unistd.fchownat(AT_FDCWD, path(file), -1, -1, 0)).isZero();
    assertThat(Unistd.fchown(-1, user, group)).isEqualTo(-SysErrno.EBADF);
  }

  @Test
  void fileIsRenamedLinkedAndUnlinked() throws IOException {
    Path a = Files.writeString(directory.resolve("a"), "");
    Path b = directory.resolve("b");
    Path c = directory.resolve("c");
    assertThat(Stdio.rename(path(a), path(b))).isZero();
    assertThat(Unistd.link(path(b), path(c))).isZero();
    assertThat(Unistd.link(path(b), path(c))).isEqualTo(-SysErrno.EEXIST);
    assertThat(Unistd.unlink(path(b))).isZero();
    assertThat(Unistd.unlink(path(b))).isEqualTo(-SysErrno.ENOENT);
    assertThat(c).exists();
  }

  @Test
  void hostnameEndsInNul() {
    byte[] name = new byte[65];
    assertThat(Unistd.gethostname(ofArray(name))).isZero();
    assertThat(ofArray(name).getString(0)).isNotEmpty();
  }

  @Test
  void hostnameIsNotTakenTooLong() {
    assertThat(Unistd.sethostname(ofArray(new byte[65]))).isIn(-SysErrno.EINVAL, -SysErrno.EPERM);
  }

  @Test
  void processIsThisOne() {
    assertThat(Unistd.getpid()).isEqualTo((int) ProcessHandle.current().pid());
  }

  @Test
  void errnoHasWords() {
    assertThat(StringH.strerror(SysErrno.ECONNREFUSED)).isNotBlank();
    assertThat(StringH.strerror(SysErrno.ECONNREFUSED))
        .isNotEqualTo(StringH.strerror(SysErrno.ENOENT));
    assertThat(StringH.strerror(123456)).contains("123456");
  }

  private int[] pipe() {
    int[] pipe = new int[2];
    assertThat(Unistd.pipe2(pipe, PIPE)).isZero();
    keep(pipe[0]);
    keep(pipe[1]);
    return pipe;
  }

  private int[] pair() {
    int[] pair = new int[2];
    int type = SysSocket.SOCK_STREAM | SysSocket.SOCK_NONBLOCK;
    assertThat(SysSocket.socketpair(SysSocket.AF_UNIX, type, 0, pair)).isZero();
    keep(pair[0]);
    keep(pair[1]);
    return pair;
  }

  private int keep(int fd) {
    assertThat(fd).as("a descriptor, or -errno").isNotNegative();
    open.push(fd);
    return fd;
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static MemorySegment path(Path path) {
    return string(path.toString());
  }

  private static MemorySegment string(String string) {
    return ofArray((string + '\0').getBytes(UTF_8));
  }

  private static MemorySegment text(String text) {
    return ofArray(text.getBytes(UTF_8));
  }
}
