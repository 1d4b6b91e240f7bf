package mortise.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import mortise.net.Deadline;
import mortise.net.Errno;
import mortise.net.Family;
import mortise.net.Flags;
import mortise.net.ReceivedMessage;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.SocketPair;
import mortise.net.Type;
import mortise.sys.Fcntl;
import mortise.sys.Unistd;
import mortise.testing.Ended;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlainDescriptorTest {
  @TempDir Path folder;

  /** How a pipe's ends come to be. */
  enum Origin {
    /** Made here, non-blocking. */
    OWN,

    /** Given, and blocking. */
    INHERITED,

    /** Given by somebody who has made them non-blocking. */
    INHERITED_NONBLOCKING;

    Pipe pipe() throws IOException {
      if (this == OWN) {
        return Pipe.open();
      }
      int[] ends = new int[2];
      int flags = this == INHERITED ? 0 : Fcntl.O_NONBLOCK;
      assertThat(Unistd.pipe2(ends, flags | Fcntl.O_CLOEXEC)).isZero();
      return new Pipe(PlainDescriptor.of(ends[0]), PlainDescriptor.of(ends[1]));
    }
  }

  @Test
  void pipePassesToAnotherSocket() throws IOException {
    try (Pipe pipe = Pipe.open();
        SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
      pair.first().sendDescriptors(new byte[1], pipe.writer(), pair.first());
      try (ReceivedMessage message = pair.second().recvDescriptors(1, 2)) {
        int[] numbers = message.takeDescriptors();
        assertThat(numbers).hasSize(2);
        try (PlainDescriptor writer = PlainDescriptor.of(numbers[0]);
            Socket first = Socket.ofDescriptor(numbers[1])) {
          assertThat(first.family()).isEqualTo(Family.UNIX);
          writer.write(new byte[] {42});
        }
      }
      byte[] read = new byte[2];
      assertThat(pipe.reader().read(read)).isEqualTo(1);
      assertThat(read[0]).isEqualTo((byte) 42);
    }
  }

  @Test
  void closedPipeIsNotSent() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.close();
    assertThat(pipe.reader().fileno()).isEqualTo(-1);
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
      assertThatThrownBy(() -> pair.first().sendDescriptors(new byte[1], pipe.reader()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a descriptor to send is closed");
    }
  }

  static Stream<Arguments> pipesAndThreads() {
    return Stream.of(Origin.values())
        .flatMap(origin -> Stream.of(Threads.values()).map(type -> Arguments.of(origin, type)));
  }

  @ParameterizedTest
  @MethodSource("pipesAndThreads")
  void bytesArriveAsTheyWere(Origin origin, Threads type) throws Exception {
    byte[] bytes = random(777_777);
    try (Pipe pipe = origin.pipe()) {
      Running<Void> writer =
          Running.start(
              type,
              () -> {
                pipe.writer().write(bytes);
                pipe.writer().close();
                return null;
              });
      Running<byte[]> reader = Running.start(type, () -> readAll(pipe.reader()));
      assertThat(reader.end().returned()).isEqualTo(bytes);
      writer.end().returned();
    }
  }

  @ParameterizedTest
  @MethodSource("pipesAndThreads")
  void closeWakesReader(Origin origin, Threads type) throws Exception {
    try (Pipe pipe = origin.pipe()) {
      Running<Integer> reader = Running.parked(type, () -> pipe.reader().read(new byte[10]));
      pipe.reader().close();
      assertThat(reader.end().failure())
          .isInstanceOf(DescriptorException.class)
          .hasMessageContaining("closed")
          .hasMessageContaining("(pipe)");
    }
  }

  @ParameterizedTest
  @MethodSource("pipesAndThreads")
  void closeWakesWriter(Origin origin, Threads type) throws Exception {
    try (Pipe pipe = origin.pipe()) {
      Running<Void> writer =
          Running.parked(
              type,
              () -> {
                pipe.writer().write(new byte[1 << 20]);
                return null;
              });
      pipe.writer().close();
      Throwable failure = writer.end().failure();
      assertThat(failure).isInstanceOf(DescriptorException.class).hasMessageContaining("closed");
      assertThat(((SocketFailure) failure).transferred()).isBetween(1L, 1L << 17);
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptEndsTheWait(Threads type) throws Exception {
    try (Pipe pipe = Origin.INHERITED.pipe()) {
      Running<Integer> reader = Running.parked(type, () -> pipe.reader().read(new byte[10]));
      reader.thread().interrupt();
      Ended<Integer> ended = reader.end();
      assertThat(ended.failure()).isInstanceOf(InterruptedIOException.class);
      assertThat(ended.interrupted()).isTrue();
      pipe.writer().write(new byte[3]);
      assertThat(pipe.reader().read(new byte[10])).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void deadlineEndsTheWait(Origin origin) throws Exception {
    try (Pipe pipe = origin.pipe()) {
      Deadline soon = Deadline.after(Duration.ofMillis(20));
      assertThatThrownBy(() -> pipe.reader().read(new byte[1], 0, 1, soon))
          .isInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(() -> pipe.reader().read(new byte[1], 0, 1, Deadline.NOW))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void pipeWithoutReaderIsBroken(Origin origin) throws Exception {
    try (Pipe pipe = origin.pipe()) {
      pipe.reader().close();
      assertThatThrownBy(() -> pipe.writer().write(new byte[1]))
          .isInstanceOf(DescriptorException.class)
          .satisfies(e -> assertThat(((SocketFailure) e).errno()).isEqualTo(Errno.EPIPE));
    }
  }

  /** A socket that is this process's standard output: another process may have it too. */
  @ParameterizedTest
  @EnumSource
  void blockingSocketAcceptsAllBytesAndStaysBlocking(Threads type) throws Exception {
    byte[] bytes = random(3_333_333);
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM);
        PlainDescriptor output = blocking(pair.second().detach())) {
      Running<Void> writer =
          Running.parked(
              type,
              () -> {
                output.write(bytes);
                return null;
              });
      byte[] got = new byte[bytes.length];
      pair.first().recv(MemorySegment.ofArray(got), Flags.WAITALL, Deadline.NEVER);
      writer.end().returned();
      assertThat(got).isEqualTo(bytes);
      assertThat(Fcntl.fcntl(output.number(), Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK).isZero();
    }
  }

  @Test
  void blockingSocketHasDeadlineAndBreaks() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM);
        PlainDescriptor output = blocking(pair.second().detach())) {
      byte[] much = new byte[3_333_333];
      Deadline soon = Deadline.after(Duration.ofMillis(50));
      assertThatThrownBy(() -> output.write(much, 0, much.length, soon))
          .isInstanceOf(SocketTimeoutException.class);
      pair.first().close();
      assertThatThrownBy(() -> output.write(new byte[1]))
          .isInstanceOf(DescriptorException.class)
          .satisfies(e -> assertThat(((SocketFailure) e).errno()).isEqualTo(Errno.EPIPE));
    }
  }

  private static PlainDescriptor blocking(int number) throws IOException {
    int flags = Fcntl.fcntl(number, Fcntl.F_GETFL, 0);
    assertThat(Fcntl.fcntl(number, Fcntl.F_SETFL, flags & ~Fcntl.O_NONBLOCK)).isZero();
    return PlainDescriptor.of(number);
  }

  /** Other processes have the open file too, and expect it as it was. */
  @Test
  void flagsOfInheritedDescriptorsStay() throws Exception {
    int[] ends = new int[2];
    assertThat(Unistd.pipe2(ends, Fcntl.O_CLOEXEC)).isZero();
    try (PlainDescriptor reader = PlainDescriptor.of(ends[0]);
        PlainDescriptor writer = PlainDescriptor.of(ends[1])) {
      writer.write(new byte[100]);
      reader.read(new byte[100]);
      assertThat(Fcntl.fcntl(ends[0], Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK).isZero();
      assertThat(Fcntl.fcntl(ends[1], Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK).isZero();
    }
  }

  @Test
  void lentDescriptorStaysOpen() throws Exception {
    try (Pipe pipe = Pipe.open()) {
      int number = pipe.writer().number();
      PlainDescriptor.borrowed(number).close();
      pipe.writer().write(new byte[5]);
      assertThat(pipe.reader().read(new byte[10])).isEqualTo(5);
    }
  }

  @Test
  void kindsAreTold() throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[3]);
    try (Pipe pipe = Pipe.open();
        PlainDescriptor plain = PlainDescriptor.open(file, OpenMode.READ);
        PlainDescriptor nothing = PlainDescriptor.open(Path.of("/dev/null"), OpenMode.WRITE);
        Pty pty = Pty.open()) {
      assertThat(FileType.of(pipe.reader().number())).isEqualTo(FileType.PIPE);
      assertThat(plain.fileType()).isEqualTo(FileType.FILE);
      assertThat(nothing.fileType()).isEqualTo(FileType.DEVICE);
      assertThat(FileType.of(pty.master().number())).isEqualTo(FileType.TERMINAL);
      assertThat(plain.isTerminal()).isFalse();
      assertThat(plain.isReadable()).isTrue();
      assertThat(plain.isWritable()).isFalse();
      assertThat(pipe.writer().isReadable()).isFalse();
      assertThatThrownBy(() -> FileType.of(1_000_000))
          .isInstanceOf(DescriptorException.class)
          .hasMessageContaining("descriptor 1000000")
          .hasMessageContaining("EBADF");
    }
  }

  @Test
  void filesAreOpenedAsAsked() throws Exception {
    Path file = folder.resolve("file");
    assertThatThrownBy(() -> PlainDescriptor.open(file, OpenMode.READ))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("file");
    write(file, OpenMode.REPLACE, "one two");
    write(file, OpenMode.REPLACE, "three");
    write(file, OpenMode.APPEND, " four");
    write(file, OpenMode.WRITE, "T");
    assertThat(file).hasContent("Three four");
    assertThatThrownBy(() -> PlainDescriptor.open(file, OpenMode.CREATE))
        .isInstanceOf(FileAlreadyExistsException.class);
    try (PlainDescriptor reader = PlainDescriptor.open(file, OpenMode.READ)) {
      assertThat(readAll(reader)).asString().isEqualTo("Three four");
    }
  }

  private static void write(Path file, OpenMode access, String text) throws IOException {
    try (PlainDescriptor descriptor = PlainDescriptor.open(file, access)) {
      descriptor.write(text.getBytes());
    }
  }

  @Test
  void fifoWaitsForItsOtherEnd() throws Exception {
    Path fifo = folder.resolve("fifo");
    PlainDescriptor.makeFifo(fifo, 0600);
    assertThatThrownBy(() -> PlainDescriptor.makeFifo(fifo, 0600))
        .isInstanceOf(FileAlreadyExistsException.class);
    Deadline soon = Deadline.after(Duration.ofMillis(20));
    assertThatThrownBy(() -> PlainDescriptor.open(fifo, OpenMode.WRITE, 0, soon))
        .isInstanceOf(SocketTimeoutException.class);
    try (PlainDescriptor reader = PlainDescriptor.open(fifo, OpenMode.READ)) {
      Running<byte[]> reading = Running.parked(Threads.VIRTUAL, () -> readAll(reader));
      try (PlainDescriptor writer = PlainDescriptor.open(fifo, OpenMode.WRITE)) {
        writer.write("through".getBytes());
      }
      assertThat(reading.end().returned()).asString().isEqualTo("through");
    }
  }

  @Test
  void pipeGrows() throws Exception {
    try (Pipe pipe = Pipe.open()) {
      assertThat(pipe.writer().pipeSize(1 << 18)).isGreaterThanOrEqualTo(1 << 18);
      assertThat(pipe.reader().pipeSize()).isGreaterThanOrEqualTo(1 << 18);
    }
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
