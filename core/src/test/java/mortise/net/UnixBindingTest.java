package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import mortise.sys.Fcntl;
import mortise.sys.Unistd;
import mortise.testing.ChildJvm;
import mortise.testing.Ended;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UnixBindingTest {
  private static final int NOBODY = 65534;

  @TempDir Path folder;
  private Path path;
  private UnixBinding binding;

  @BeforeEach
  void prepare() {
    path = folder.resolve("socket");
    binding = UnixBinding.of(path);
  }

  static List<Type> types() {
    return List.of(Type.STREAM, Type.DGRAM, Type.SEQPACKET);
  }

  private static Socket open(Type type) throws IOException {
    return Socket.open(Family.UNIX, type);
  }

  private static Socket bound(Type type, UnixBinding binding) throws IOException {
    Socket socket = open(type);
    try {
      socket.bind(binding);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void refused(UnixBinding binding, String why) {
    assertThatThrownBy(() -> bound(Type.STREAM, binding).close())
        .isInstanceOf(BindException.class)
        .hasMessageContaining("EADDRINUSE")
        .hasMessageContaining(why);
  }

  @NeedsLinux("UNIX datagrams")
  @ParameterizedTest
  @MethodSource("types")
  void fileOfAClosedSocketIsReplaced(Type type) throws IOException {
    bound(type, binding).close();
    refused(binding, "in use");
    try (Socket socket = bound(type, binding.replaceStale())) {
      assertThat(socket.localAddress()).isEqualTo(Unix.of(path));
    }
    assertThat(folder).isDirectoryContaining("glob:**socket");
    assertThat(Files.list(folder)).hasSize(1);
  }

  @NeedsLinux("UNIX datagrams")
  @ParameterizedTest
  @MethodSource("types")
  void fileOfABoundSocketStaysWhetherItListensOrNot(Type type) throws IOException {
    try (Socket other = open(type)) {
      other.bind(Unix.of(path));
      refused(binding.replaceStale(), "a socket is bound to the file");
      if (type.equals(Type.DGRAM)) {
        return;
      }
      other.listen(0);
      refused(binding.replaceStale(), "a socket is bound to the file");
      other.timeout(Duration.ZERO);
      // It was not disturbed: the question is nothing that could be accepted.
      assertThatThrownBy(other::accept).isInstanceOf(SocketTimeoutException.class);
      try (Socket client = open(type)) {
        client.connect(Unix.of(path));
      }
    }
  }

  @Test
  void whatIsNoSocketStays() throws Exception {
    Files.writeString(path, "precious");
    refused(binding.replaceStale(), "not a socket");
    assertThat(path).hasContent("precious");
    Files.delete(path);
    Files.createDirectory(path);
    refused(binding.replaceStale(), "not a socket");
    Files.delete(path);
    Path stale = folder.resolve("stale");
    bound(Type.STREAM, UnixBinding.of(stale)).close();
    Files.createSymbolicLink(path, stale);
    refused(binding.replaceStale(), "not a socket");
    assertThat(path).isSymbolicLink();
    assertThat(stale).exists();
    Files.delete(path);
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    refused(binding.replaceStale(), "not a socket");
    assertThat(path).exists();
  }

  /** A child has copies of all descriptors until exec, also of those that are closed meanwhile. */
  @Test
  void socketThatAChildHasUntilExecIsStale() throws Exception {
    Socket socket = Socket.open(Family.UNIX, Type.STREAM);
    socket.bind(binding);
    int copy = Fcntl.fcntl(socket.fileno(), Fcntl.F_DUPFD_CLOEXEC, 3);
    socket.close();
    // The lock is there while bind looks whether the socket is.
    Path lock = path.resolveSibling("." + path.getFileName() + ".lock");
    Thread exec =
        Thread.ofPlatform()
            .start(() -> {
              while (Files.notExists(lock) && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
              }
              Unistd.close(copy);
            });
    try {
      bound(Type.STREAM, binding.replaceStale()).close();
    } finally {
      exec.interrupt();
      exec.join();
    }
  }

  @NeedsLinux("UNIX paths longer than NIO takes")
  @Test
  void longPathIsReplacedAndUnlinkedToo() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("d".repeat(120))).resolve("socket");
    UnixBinding there = UnixBinding.of(deep).replaceStale();
    bound(Type.STREAM, there).close();
    assertThat(deep).exists();
    bound(Type.STREAM, there.unlinkOnClose()).close();
    assertThat(deep).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "rw-rw-rw-", "rwxrwxrwx", "-w--w----", "---------"})
  void fileHasItsModeWhateverTheUmask(String mode) throws IOException {
    try (Socket socket = bound(Type.STREAM, binding.mode(mode))) {
      assertThat(socket.isOpen()).isTrue();
      assertThat(mode(path)).isEqualTo(mode);
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @NeedsLinux("UNIX datagrams")
  @Test
  void modeIsTheOwnersAloneUnlessSaid() throws IOException {
    try (Socket socket = bound(Type.DGRAM, binding)) {
      assertThat(socket.localAddress()).isEqualTo(Unix.of(path));
      assertThat(mode(path)).isEqualTo("rw-------");
    }
  }

  /** A thread that looks all the time never sees a mode that lets in more than the last one. */
  @NeedsLinux("modes and locks of UNIX paths")
  @Test
  void noModeIsSeenThatWasNotAskedFor() throws Exception {
    Set<String> seen = new ConcurrentSkipListSet<>();
    Thread watcher =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                try {
                  seen.add(mode(path));
                } catch (IOException e) {
                  Thread.yield(); // Not there at this moment.
                }
              }
            });
    for (int i = 0; i < 100; i++) {
      bound(Type.STREAM, binding.mode("rw--w----").unlinkOnClose()).close();
    }
    watcher.interrupt();
    watcher.join();
    assertThat(seen).isSubsetOf("rw-------", "rw--w----");
  }

  @NeedsLinux("modes and locks of UNIX paths")
  @Test
  void fileIsGivenAwayAndOnlyWhoMayConnectsConnects() throws Exception {
    Needs.root();
    Needs.program("setpriv");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    UnixBinding given = binding.owner(NOBODY, NOBODY).replaceStale();
    try (Socket socket = bound(Type.STREAM, given)) {
      socket.listen();
      assertThat(Files.getAttribute(path, "unix:uid")).isEqualTo(NOBODY);
      assertThat(Files.getAttribute(path, "unix:gid")).isEqualTo(NOBODY);
      assertThat(connectAs(NOBODY)).isZero();
      assertThat(connectAs(NOBODY - 1)).isEqualTo(Errno.EACCES.number());
    }
    try (Socket socket = bound(Type.STREAM, given.mode(0666))) {
      socket.listen();
      assertThat(connectAs(NOBODY - 1)).isZero();
    }
  }

  private int connectAs(int user) throws IOException, InterruptedException {
    String client =
        """
        import socket, sys
        s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sys.exit(s.connect_ex(sys.argv[1]))
        """;
    List<Object> as =
        List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--");
    try (Program python = Program.start(as, List.of("/usr/bin/python3", "-c", client, path))) {
      return python.end().status();
    }
  }

  @Test
  void closeUnlinksTheFile() throws IOException {
    Socket socket = bound(Type.STREAM, binding.unlinkOnClose());
    assertThat(path).exists();
    socket.close();
    assertThat(path).doesNotExist();
    Files.createFile(path);
    socket.close();
    assertThat(path).exists();
  }

  @Test
  void closeLeavesAFileThatIsNoLongerItsOwn() throws IOException {
    Socket first = bound(Type.STREAM, binding.unlinkOnClose());
    Files.delete(path);
    Socket second = bound(Type.STREAM, binding.unlinkOnClose());
    first.close();
    assertThat(path).exists();
    second.close();
    assertThat(path).doesNotExist();
  }

  @Test
  void detachedDescriptorKeepsItsFile() throws IOException {
    Socket socket = bound(Type.STREAM, binding.unlinkOnClose());
    try (Socket adopted = Socket.ofDescriptor(socket.detach())) {
      socket.close();
      assertThat(path).exists();
      assertThat(adopted.localAddress()).isEqualTo(Unix.of(path));
    }
    assertThat(path).exists();
  }

  @Test
  void lockOfADeadStarterIsNoHindrance() throws IOException {
    Path lock = Files.createFile(folder.resolve(".socket.lock"));
    bound(Type.STREAM, binding.replaceStale()).close();
    assertThat(lock).doesNotExist();
  }

  @NeedsLinux("modes and locks of UNIX paths")
  @Test
  void lockOfALiveStarterIsWaitedFor() throws Exception {
    Path lock = folder.resolve(".socket.lock");
    try (Program holder = Program.start("flock", lock, "sh", "-c", "echo held; cat");
        Socket socket = open(Type.STREAM)) {
      holder.awaitOutput("held");
      socket.timeout(Duration.ofMillis(50));
      assertThat(catchThrowable(() -> socket.bind(binding.replaceStale())))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("bind");
      assertThat(path).doesNotExist();
      socket.timeout(null);
      Running<Void> binder =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                socket.bind(binding.replaceStale());
                return null;
              });
      holder.endInput();
      Ended<Void> ended = binder.end();
      ended.returned();
      assertThat(path).exists();
    }
    assertThat(lock).doesNotExist();
  }

  /** Several processes bind, check that they are alone, and leave the file or remove it. */
  @Test
  @Timeout(120)
  void ofSeveralStartersOneBinds() throws Exception {
    List<Running<String>> starters =
        List.of(1, 2, 3).stream()
            .map(number ->
                Running.start(
                    Threads.PLATFORM,
                    () ->
                        new ChildJvm().run(UnixStarter.class, path.toString(), "100").succeeded()))
            .toList();
    int bound = 0;
    for (Running<String> starter : starters) {
      bound += Integer.parseInt(starter.end().returned().strip());
    }
    assertThat(bound).isPositive();
    assertThat(folder.resolve(".socket.lock")).doesNotExist();
  }

  @Test
  void wrongArgumentsAreNamed() throws IOException {
    assertThatThrownBy(() -> UnixBinding.of(Unix.ofAbstract("name")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unix:@name");
    assertThatThrownBy(() -> UnixBinding.of(Unix.UNNAMED))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> binding.mode(01000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("01000");
    assertThatThrownBy(() -> binding.mode("rw")).isInstanceOf(IllegalArgumentException.class);
    Files.createDirectory(folder.resolve("sub"));
    try (Socket inet = Socket.open()) {
      assertThatThrownBy(() -> inet.bind(binding)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS)).isFalse();
  }
}
