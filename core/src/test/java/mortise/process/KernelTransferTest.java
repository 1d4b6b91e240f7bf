package mortise.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import mortise.net.Deadline;
import mortise.net.Errno;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.SocketPair;
import mortise.process.PlainDescriptorTest.Origin;
import mortise.testing.Loopback;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelTransferTest {
  private static final int SIZE = 2_345_677;

  @TempDir Path folder;

  static Stream<Arguments> socketsAndPipes() {
    return Loopback.STREAMS.stream()
        .flatMap(type -> Stream.of(Origin.values()).map(origin -> Arguments.of(type, origin)));
  }

  @ParameterizedTest
  @MethodSource("socketsAndPipes")
  void pipeGoesIntoSocket(Loopback type, Origin origin) throws Exception {
    byte[] bytes = random(SIZE);
    try (SocketPair pair = type.pair();
        Pipe pipe = origin.pipe();
        KernelTransfer path = KernelTransfer.between(pipe.reader(), pair.first()).orElseThrow()) {
      Running<Void> writer = writing(pipe.writer(), bytes);
      Running<byte[]> reader =
          Running.start(Threads.VIRTUAL, () -> pair.second().inputStream().readAllBytes());
      assertThat(moveAll(path)).isEqualTo(bytes.length);
      pair.first().shutdown(Shutdown.WR);
      assertThat(reader.end().returned()).isEqualTo(bytes);
      writer.end().returned();
    }
  }

  @ParameterizedTest
  @MethodSource("socketsAndPipes")
  void socketGoesIntoPipe(Loopback type, Origin origin) throws Exception {
    byte[] bytes = random(SIZE);
    try (SocketPair pair = type.pair();
        Pipe pipe = origin.pipe();
        KernelTransfer path = KernelTransfer.between(pair.second(), pipe.writer()).orElseThrow()) {
      Running<Void> sender = sending(pair, bytes);
      Running<byte[]> reader = Running.start(Threads.VIRTUAL, () -> readAll(pipe.reader()));
      assertThat(moveAll(path)).isEqualTo(bytes.length);
      pipe.writer().close();
      assertThat(reader.end().returned()).isEqualTo(bytes);
      sender.end().returned();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6", "UNIX_STREAM"})
  void fileGoesIntoSocket(Loopback type) throws Exception {
    byte[] bytes = random(SIZE);
    Path file = Files.write(folder.resolve("file"), bytes);
    try (SocketPair pair = type.pair();
        PlainDescriptor source = PlainDescriptor.open(file, OpenMode.READ);
        KernelTransfer path = KernelTransfer.between(source, pair.first()).orElseThrow()) {
      byte[] head = new byte[100];
      assertThat(source.read(head)).isEqualTo(100);
      Running<byte[]> reader =
          Running.start(Threads.VIRTUAL, () -> pair.second().inputStream().readAllBytes());
      pair.first().sendAll(head);
      assertThat(moveAll(path)).isEqualTo(bytes.length - 100);
      pair.first().shutdown(Shutdown.WR);
      assertThat(reader.end().returned()).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6", "UNIX_STREAM"})
  void socketGoesIntoFile(Loopback type) throws Exception {
    byte[] bytes = random(SIZE);
    Path file = folder.resolve("file");
    try (SocketPair pair = type.pair();
        PlainDescriptor sink = PlainDescriptor.open(file, OpenMode.REPLACE);
        KernelTransfer path = KernelTransfer.between(pair.second(), sink).orElseThrow()) {
      Running<Void> sender = sending(pair, bytes);
      assertThat(moveAll(path)).isEqualTo(bytes.length);
      assertThat(path.pending()).isZero();
      assertThat(file).hasBinaryContent(bytes);
      sender.end().returned();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/null", "/dev/zero"})
  void socketAndPipeGoIntoNothing(Path device) throws Exception {
    byte[] bytes = random(SIZE);
    try (SocketPair pair = Loopback.TCP4.pair();
        Pipe pipe = Pipe.open();
        PlainDescriptor sink = PlainDescriptor.open(device, OpenMode.WRITE);
        KernelTransfer path = KernelTransfer.between(pair.second(), sink).orElseThrow()) {
      Running<Void> sender = sending(pair, bytes);
      long moved = 0;
      for (long part; (part = path.move(Long.MAX_VALUE, Deadline.NEVER)) != 0; ) {
        moved += part == KernelTransfer.UNSUPPORTED ? path.drain().length : part;
      }
      assertThat(moved).isEqualTo(bytes.length);
      sender.end().returned();
      Running<Void> writer = writing(pipe.writer(), bytes);
      Running<Long> last = moving(KernelTransfer.between(pipe.reader(), sink), sink);
      assertThat(last.end().returned()).isEqualTo(bytes.length);
      writer.end().returned();
    }
  }

  /** fifo(7): one whose first writer is still to come is not at its end. */
  @Test
  void namedPipeWaitsForItsFirstWriter() throws Exception {
    Path fifo = folder.resolve("fifo");
    PlainDescriptor.makeFifo(fifo, 0600);
    try (SocketPair pair = Loopback.TCP4.pair();
        Pipe pipe = Pipe.open();
        PlainDescriptor source = PlainDescriptor.open(fifo, OpenMode.READ);
        KernelTransfer toSocket = KernelTransfer.between(source, pair.first()).orElseThrow();
        KernelTransfer toPipe = KernelTransfer.between(source, pipe.writer()).orElseThrow()) {
      Deadline soon = Deadline.after(Duration.ofMillis(20));
      assertThatThrownBy(() -> toSocket.move(100, soon)).isInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(() -> toPipe.move(100, soon)).isInstanceOf(SocketTimeoutException.class);
      try (PlainDescriptor writer = PlainDescriptor.open(fifo, OpenMode.WRITE)) {
        writer.write(new byte[10]);
      }
      assertThat(toSocket.move(5, Deadline.NEVER)).isEqualTo(5);
      assertThat(toPipe.move(5, Deadline.NEVER)).isEqualTo(5);
      assertThat(toSocket.move(5, Deadline.NEVER)).isZero();
    }
  }

  /** A call that knows that it would find nothing is tried again once something is there. */
  @ParameterizedTest
  @EnumSource
  void callsGoOnAfterTheKernelHasMoved(Threads type) throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair();
        Pipe pipe = Pipe.open();
        KernelTransfer path = KernelTransfer.between(pair.second(), pipe.writer()).orElseThrow()) {
      pair.first().sendAll(new byte[100]);
      assertThat(path.move(Long.MAX_VALUE, Deadline.NEVER)).isEqualTo(100);
      byte[] buffer = new byte[1000];
      Running<Integer> reader = Running.start(type, () -> receiveAll(pair.second(), buffer));
      for (int i = 0; i < 20; i++) {
        pair.first().sendAll(new byte[10]);
        // Longer than what a wait takes without the poller, on and off.
        Thread.sleep(i % 4);
      }
      pair.first().shutdown(Shutdown.WR);
      assertThat(reader.end().returned()).isEqualTo(200);
    }
  }

  private static int receiveAll(Socket socket, byte[] buffer) throws IOException {
    int all = 0;
    int count;
    while ((count = socket.recv(buffer, 0, buffer.length)) > 0) {
      all += count;
    }
    return all;
  }

  /** splice(2): a file that is open to append takes none. */
  @Test
  void whatIsRefusedIsHandedOut() throws Exception {
    byte[] bytes = random(10_001);
    Path file = folder.resolve("file");
    try (SocketPair pair = Loopback.TCP4.pair();
        PlainDescriptor sink = PlainDescriptor.open(file, OpenMode.APPEND);
        KernelTransfer path = KernelTransfer.between(pair.second(), sink).orElseThrow()) {
      Running<Void> sender = sending(pair, bytes);
      assertThat(path.move(Long.MAX_VALUE, Deadline.NEVER)).isEqualTo(KernelTransfer.UNSUPPORTED);
      assertThat(path.pending()).isPositive();
      sink.write(path.drain());
      assertThat(path.pending()).isZero();
      for (byte[] part; (part = pair.second().recv(1000)).length > 0; ) {
        sink.write(part);
      }
      assertThat(file).hasBinaryContent(bytes);
      sender.end().returned();
    }
  }

  @Test
  void diskThatIsFullLeavesTheRestInHand() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair();
        PlainDescriptor full = PlainDescriptor.open(Path.of("/dev/full"), OpenMode.WRITE)) {
      assertThat(KernelTransfer.between(pair.first(), full)).isEmpty();
      assertThatThrownBy(() -> full.write(new byte[10]))
          .isInstanceOf(DescriptorException.class)
          .hasMessageContaining("ENOSPC");
    }
  }

  @Test
  void pipeAndFileGoIntoEachOther() throws Exception {
    byte[] bytes = random(SIZE);
    Path file = Files.write(folder.resolve("file"), bytes);
    Path copy = folder.resolve("copy");
    try (Pipe pipe = Pipe.open();
        Pipe second = Origin.INHERITED.pipe();
        PlainDescriptor source = PlainDescriptor.open(file, OpenMode.READ);
        PlainDescriptor sink = PlainDescriptor.open(copy, OpenMode.REPLACE)) {
      Running<Long> first = moving(KernelTransfer.between(source, pipe.writer()), pipe.writer());
      Running<Long> between =
          moving(KernelTransfer.between(pipe.reader(), second.writer()), second.writer());
      Running<Long> last = moving(KernelTransfer.between(second.reader(), sink), sink);
      assertThat(first.end().returned()).isEqualTo(bytes.length);
      assertThat(between.end().returned()).isEqualTo(bytes.length);
      assertThat(last.end().returned()).isEqualTo(bytes.length);
      assertThat(copy).hasBinaryContent(bytes);
    }
  }

  @Test
  void deadlineLosesNothing() throws Exception {
    byte[] bytes = random(SIZE);
    try (SocketPair pair = Loopback.UNIX_STREAM.pair();
        Pipe pipe = Pipe.open();
        KernelTransfer path = KernelTransfer.between(pipe.reader(), pair.first()).orElseThrow()) {
      Running<Void> writer = writing(pipe.writer(), bytes);
      Deadline soon = Deadline.after(Duration.ofMillis(50));
      assertThatThrownBy(
              () -> {
                while (true) {
                  path.move(Long.MAX_VALUE, soon);
                }
              })
          .isInstanceOf(SocketTimeoutException.class);
      Running<byte[]> reader =
          Running.start(Threads.VIRTUAL, () -> pair.second().inputStream().readAllBytes());
      moveAll(path);
      pair.first().shutdown(Shutdown.WR);
      assertThat(reader.end().returned()).isEqualTo(bytes);
      writer.end().returned();
    }
  }

  @Test
  void brokenPipeIsThePipes() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair();
        Pipe pipe = Pipe.open();
        KernelTransfer path = KernelTransfer.between(pair.second(), pipe.writer()).orElseThrow()) {
      pipe.reader().close();
      // A child that another test is starting has the reader too until it runs its program.
      assertThatThrownBy(
              () -> {
                while (true) {
                  pair.first().sendAll(new byte[100]);
                  pair.second().awaitReadable(Deadline.NEVER);
                  path.move(Long.MAX_VALUE, Deadline.NEVER);
                }
              })
          .isInstanceOf(DescriptorException.class)
          .hasMessageContaining("(pipe)")
          .satisfies(e -> assertThat(((SocketFailure) e).errno()).isEqualTo(Errno.EPIPE));
      assertThat(pair.second().recv(1000)).hasSize(100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingEitherEndWakesTheMover(Threads type) throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair();
        Pipe source = Pipe.open();
        Pipe sink = Pipe.open();
        KernelTransfer into = KernelTransfer.between(source.reader(), pair.first()).orElseThrow();
        KernelTransfer outOf = KernelTransfer.between(pair.first(), sink.writer()).orElseThrow()) {
      Running<Long> first = Running.parked(type, () -> into.move(1000, Deadline.NEVER));
      source.reader().close();
      assertThat(first.end().failure()).hasMessageContaining("closed");
      Running<Long> second = Running.parked(type, () -> outOf.move(1000, Deadline.NEVER));
      pair.first().close();
      assertThat(second.end().failure()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void moveIsBounded() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair();
        Pipe pipe = Pipe.open();
        KernelTransfer path = KernelTransfer.between(pipe.reader(), pair.first()).orElseThrow()) {
      pipe.writer().write(new byte[100]);
      assertThat(path.move(30, Deadline.NEVER)).isEqualTo(30);
      assertThat(path.move(100, Deadline.NEVER)).isEqualTo(70);
      assertThatThrownBy(() -> path.move(0, Deadline.NEVER))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void packetsAndTerminalsHaveNoWay() throws Exception {
    try (SocketPair packets = Loopback.SEQPACKET.pair();
        SocketPair stream = Loopback.TCP4.pair();
        Pipe pipe = Pipe.open();
        Pty pty = Pty.open()) {
      assertThat(KernelTransfer.between(pipe.reader(), packets.first())).isEmpty();
      assertThat(KernelTransfer.between(packets.first(), pipe.writer())).isEmpty();
      assertThat(KernelTransfer.between(pty.master(), stream.first())).isEmpty();
      assertThat(KernelTransfer.between(pty.master(), pipe.writer())).isEmpty();
    }
  }

  private static Running<Long> moving(Optional<KernelTransfer> path, PlainDescriptor to) {
    return Running.start(
        Threads.VIRTUAL,
        () -> {
          long moved = moveAll(path.orElseThrow());
          to.close();
          return moved;
        });
  }

  private static Running<Void> writing(PlainDescriptor to, byte[] bytes) {
    return Running.start(
        Threads.VIRTUAL,
        () -> {
          to.write(bytes);
          to.close();
          return null;
        });
  }

  private static Running<Void> sending(SocketPair pair, byte[] bytes) {
    return Running.start(
        Threads.VIRTUAL,
        () -> {
          pair.first().sendAll(bytes);
          pair.first().shutdown(Shutdown.WR);
          return null;
        });
  }

  private static long moveAll(KernelTransfer path) throws IOException {
    long all = 0;
    for (long moved; (moved = path.move(Long.MAX_VALUE, Deadline.NEVER)) != 0; all += moved) {
      assertThat(moved).isPositive();
    }
    return all;
  }

  private static byte[] readAll(PlainDescriptor from) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = new byte[30_001];
    for (int count; (count = from.read(part)) > 0; ) {
      all.write(part, 0, count);
    }
    return all.toByteArray();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RandomGenerator.getDefault().nextBytes(bytes);
    return bytes;
  }
}
