package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that are longer than {@code sun_path}, and names that the kernel chooses. */
final class UnixPathTest {
  private Path deep;

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    deep = Files.createDirectories(folder.resolve("a".repeat(60)).resolve("b".repeat(60)));
  }

  @NeedsLinux("UNIX paths longer than NIO takes")
  @ParameterizedTest
  @ValueSource(ints = {100, 106, 107, 108, 109, 120, 200})
  void streamIsBoundAndReachedByPathsOfAnyLength(int length) throws IOException {
    Path path = ofLength(length);
    try (Socket listener = Socket.open(Family.UNIX, Type.STREAM);
        Socket client = Socket.open(Family.UNIX, Type.STREAM)) {
      listener.bind(Unix.of(path));
      listener.listen();
      client.connect(Unix.of(path));
      try (Socket accepted = listener.accept()) {
        client.sendAll(new byte[] {42});
        assertThat(accepted.recv(9)).containsExactly(42);
      }
      boolean fits = path.toString().length() <= 107;
      Unix seen = (Unix) listener.localAddress();
      assertThat(seen.path().getFileName()).isEqualTo(path.getFileName());
      assertThat(seen.equals(Unix.of(path))).isEqualTo(fits);
      assertThat(seen.path().startsWith("/proc/self/fd")).isEqualTo(!fits);
      assertThat(path).exists();
    }
  }

  private Path ofLength(int length) {
    // The deepest folder that leaves room for a name: a path that is too long is bound by
    // /proc/self/fd and its last component, which has to fit.
    Path folder = deep;
    while (folder.toString().length() + 2 > length) {
      folder = folder.getParent();
    }
    return folder.resolve("s".repeat(length - folder.toString().length() - 1));
  }

  @NeedsLinux("UNIX datagrams")
  @Test
  void datagramGoesToALongPath() throws IOException {
    Unix path = Unix.of(deep.resolve("datagrams"));
    try (Socket receiver = Socket.open(Family.UNIX, Type.DGRAM);
        Socket sender = Socket.open(Family.UNIX, Type.DGRAM)) {
      receiver.bind(path);
      assertThat(sender.sendTo(new byte[] {1, 2, 3}, path)).isEqualTo(3);
      assertThat(receiver.recv(9)).containsExactly(1, 2, 3);
    }
  }

  @NeedsLinux("UNIX paths longer than NIO takes")
  @Test
  void pythonInTheFolderReachesWhatWasBoundByALongPath() throws Exception {
    String client =
        """
        import os, socket, sys
        os.chdir(sys.argv[1])
        s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        s.connect('name')
        s.send(b'from python')
        """;
    try (Socket listener = Socket.open(Family.UNIX, Type.STREAM)) {
      listener.bind(Unix.of(deep.resolve("name")));
      listener.listen();
      try (Program python = Program.start(List.of("python3", "-c", client, deep));
          Socket accepted = listener.accept()) {
        assertThat(accepted.recv(99)).asString(StandardCharsets.UTF_8).isEqualTo("from python");
        assertThat(python.end().status()).isZero();
      }
    }
  }

  @Test
  void lastComponentThatIsTooLongIsNamed() throws IOException {
    Path path = deep.resolve("n".repeat(100));
    try (Socket socket = Socket.open(Family.UNIX, Type.STREAM)) {
      Throwable failure = catchThrowable(() -> socket.bind(Unix.of(path)));
      assertThat(failure)
          .isInstanceOf(BindException.class)
          .hasMessageMatching(".*: name of 100 bytes, the kernel takes [89]. .*")
          .hasMessageContaining(path.toString());
      assertThat(((SocketFailure) failure).errno()).isEqualTo(Errno.ENAMETOOLONG);
      assertThat(path).doesNotExist();
    }
  }

  @Test
  void longPathThatIsNotThereIsSaidAsAShortOne() throws IOException {
    Unix none = Unix.of(deep.resolve("none"));
    Unix nowhere = Unix.of(deep.resolve("nowhere").resolve("none"));
    try (Socket socket = Socket.open(Family.UNIX, Type.STREAM)) {
      Throwable connect = catchThrowable(() -> socket.connect(none));
      assertThat(connect).isInstanceOf(ConnectException.class);
      assertThat(((SocketFailure) connect).errno()).isEqualTo(Errno.ENOENT);
      Throwable bind = catchThrowable(() -> socket.bind(nowhere));
      assertThat(bind).isInstanceOf(BindException.class);
      assertThat(((SocketFailure) bind).errno()).isEqualTo(Errno.ENOENT);
      assertThat(((SocketFailure) bind).local()).isEqualTo(nowhere);
    }
  }

  @Test
  void longAbstractNameHasNoDetour() throws IOException {
    try (Socket socket = Socket.open(Family.UNIX, Type.STREAM)) {
      assertThatThrownBy(() -> socket.bind(Unix.ofAbstract("n".repeat(108))))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("ENAMETOOLONG");
    }
  }

  @NeedsLinux("UNIX datagrams")
  @Test
  void kernelChoosesANameForTheUnnamedAddress() throws IOException {
    try (Socket first = Socket.open(Family.UNIX, Type.DGRAM);
        Socket second = Socket.open(Family.UNIX, Type.DGRAM)) {
      first.bind(Unix.UNNAMED);
      second.bind(Unix.UNNAMED);
      Unix name = (Unix) first.localAddress();
      // Five hexadecimal digits, unix(7).
      assertThat(name.toString()).matches("unix:@[0-9a-f]{5}");
      assertThat(second.localAddress()).isNotEqualTo(name);
      second.sendTo(new byte[] {5}, name);
      assertThat(first.recvFrom(9).sender()).isEqualTo(second.localAddress());
    }
  }

  @NeedsLinux("UNIX paths longer than NIO takes")
  @Test
  void plainBindLeavesItsFileAsInC() throws IOException {
    Path path = deep.resolve("stays");
    try (Socket socket = Socket.open(Family.UNIX, Type.STREAM)) {
      socket.bind(Unix.of(path));
    }
    assertThat(path).exists();
    try (Socket socket = Socket.open(Family.UNIX, Type.STREAM)) {
      Throwable failure = catchThrowable(() -> socket.bind(Unix.of(path)));
      assertThat(((SocketFailure) failure).errno()).isEqualTo(Errno.EADDRINUSE);
    }
  }
}
