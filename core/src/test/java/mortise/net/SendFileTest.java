package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import mortise.testing.Ended;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.NeedsLinux;
import mortise.testing.Parked;
import mortise.testing.Program;
import mortise.testing.Running;
import mortise.testing.Seeds;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SendFileTest {
  /** More than the kernel's buffers hold between two sockets. */
  private static final int MUCH = 24 << 20;

  @TempDir Path folder;

  static Set<Loopback> streams() {
    return Loopback.STREAMS;
  }

  @ParameterizedTest
  @MethodSource("streams")
  void partsOfAFileArriveAsTheyWere(Loopback kind) throws IOException {
    byte[] bytes = new byte[1_234_567];
    Path file = file(bytes);
    Seeds.each(
        3,
        random -> {
          int offset = random.nextInt(bytes.length);
          int count = random.nextInt(bytes.length);
          byte[] wanted = Arrays.copyOfRange(bytes, offset, Math.min(offset + count, bytes.length));
          assertThat(received(kind, sender -> sender.sendFile(file, offset, count), wanted.length))
              .isEqualTo(wanted);
          try (FileChannel channel = FileChannel.open(file).position(5)) {
            byte[] copied =
                received(kind, sender -> sender.sendFile(channel, offset, count), wanted.length);
            assertThat(copied).isEqualTo(wanted);
            assertThat(channel.position()).isEqualTo(5);
          }
        });
  }

  private interface Sending {
    long with(Socket socket) throws IOException;
  }

  private static byte[] received(Loopback kind, Sending sending, long count) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Running<byte[]> reader =
          Running.start(Threads.VIRTUAL, () -> pair.second().inputStream().readAllBytes());
      assertThat(sending.with(pair.first())).isEqualTo(count);
      pair.first().shutdown(Shutdown.WR);
      return reader.end().returned();
    }
  }

  @Test
  void wholeFileAndEmptyFileAndOffsetBehindTheEnd() throws Exception {
    byte[] bytes = new byte[12_345];
    Path file = file(bytes);
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThat(received(Loopback.TCP4, s -> s.sendFile(file), bytes.length)).isEqualTo(bytes);
    assertThat(received(Loopback.TCP4, s -> s.sendFile(empty), 0)).isEmpty();
    assertThat(received(Loopback.TCP4, s -> s.sendFile(file, 99_999, 5), 0)).isEmpty();
  }

  @Test
  void fileOfTheKernelAndFileInAnArchive() throws Exception {
    Path version = Path.of("/proc/version");
    byte[] text = Files.readAllBytes(version);
    assertThat(received(Loopback.TCP4, s -> s.sendFile(version), text.length)).isEqualTo(text);
    URI archive = URI.create("jar:" + folder.resolve("a.zip").toUri());
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path inside = Files.write(zip.getPath("inside"), text);
      byte[] sent = received(Loopback.UNIX_STREAM, s -> s.sendFile(inside), text.length);
      assertThat(sent).isEqualTo(text);
    }
  }

  @Test
  void slowReaderGetsAll() throws Exception {
    byte[] bytes = new byte[MUCH + 3];
    Path file = file(bytes);
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Running<Long> sender = Running.parked(Threads.VIRTUAL, () -> pair.first().sendFile(file));
      byte[] read = pair.second().inputStream().readNBytes(bytes.length);
      assertThat(sender.end().returned()).isEqualTo(bytes.length);
      assertThat(read).isEqualTo(bytes);
    }
  }

  @NeedsLinux("sendfile")
  @Test
  void resetTellsHowMuchWasSent() throws Exception {
    Path file = file(new byte[16 << 20]);
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Misbehaviour.shrink(pair.first(), pair.second());
      Ended<Long> ended =
          Parked.then(
              () -> pair.first().sendFile(file),
              () -> {
                pair.second().inputStream().readNBytes(100_000);
                Misbehaviour.reset(pair.second());
              });
      assertThat(ended.failure()).isInstanceOf(SocketException.class);
      SocketFailure failure = (SocketFailure) ended.failure();
      assertThat(failure.call()).isEqualTo("sendfile");
      assertThat(failure.transferred()).isBetween(100_000L, (16L << 20) - 1);
    }
  }

  /** What a failure says was sent is what can be received. */
  @ParameterizedTest
  @MethodSource("streams")
  void deadlineTellsExactlyHowMuchWasSent(Loopback kind) throws Exception {
    byte[] bytes = new byte[MUCH];
    Path file = file(bytes);
    try (SocketPair pair = kind.pair();
        FileChannel channel = FileChannel.open(file)) {
      Deadline soon = Deadline.after(Duration.ofMillis(100));
      Throwable first = catchThrowable(() -> pair.first().sendFile(file, 0, bytes.length, soon));
      assertThat(first).isInstanceOf(SocketTimeoutException.class);
      long sent = ((SocketFailure) first).transferred();
      Running<byte[]> reader =
          Running.start(Threads.VIRTUAL, () -> pair.second().inputStream().readAllBytes());
      sent += pair.first().sendFile(channel, sent, bytes.length);
      pair.first().close();
      assertThat(sent).isEqualTo(bytes.length);
      assertThat(reader.end().returned()).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptEndsTheWait(Threads kind) throws Exception {
    Path file = file(new byte[16 << 20]);
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      Running<Long> sender = Running.parked(kind, () -> pair.first().sendFile(file));
      sender.thread().interrupt();
      Ended<Long> ended = sender.end();
      assertThat(ended.failure()).isInstanceOf(InterruptedIOException.class);
      assertThat(ended.interrupted()).isTrue();
      assertThat(pair.first().isOpen()).isTrue();
    }
  }

  @Test
  void whatIsNoFileIsNamed() throws IOException {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      Socket sender = pair.first();
      assertThatThrownBy(() -> sender.sendFile(folder.resolve("none")))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining("none");
      assertThatThrownBy(() -> sender.sendFile(folder)).isInstanceOf(IOException.class);
      Path loop = Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
      assertThatThrownBy(() -> sender.sendFile(loop)).isInstanceOf(FileSystemException.class);
    }
  }

  @Test
  void wrongArgumentsAreNamed() throws IOException {
    Path file = file(new byte[3]);
    try (SocketPair pair = Loopback.UNIX_STREAM.pair();
        SocketPair packets = Loopback.SEQPACKET.pair()) {
      assertThatThrownBy(() -> pair.first().sendFile(file, -1, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-1");
      assertThatThrownBy(() -> pair.first().sendFile(file, 0, -2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-2");
      assertThatThrownBy(() -> packets.first().sendFile(file))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void socatGetsTheFile() throws Exception {
    byte[] bytes = new byte[345_678];
    Path file = file(bytes);
    Path copy = folder.resolve("copy");
    Path path = folder.resolve("socket");
    try (Program socat =
            Program.start("socat", "-u", "UNIX-LISTEN:" + path, "CREATE:" + copy)
                .awaitListening(path);
        Socket socket = Socket.open(Family.UNIX, Type.STREAM)) {
      socket.connect(Unix.of(path));
      assertThat(socket.sendFile(file)).isEqualTo(bytes.length);
      socket.shutdown(Shutdown.WR);
      assertThat(socat.end().status()).isZero();
      assertThat(copy).hasBinaryContent(bytes);
    }
  }

  /** A file of random bytes, which are the array's. */
  private Path file(byte[] bytes) throws IOException {
    RandomGenerator.getDefault().nextBytes(bytes);
    return Files.write(folder.resolve("file"), bytes);
  }
}
