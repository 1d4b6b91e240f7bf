package mortise.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import mortise.process.KernelTransfer;
import mortise.process.Pipe;
import mortise.testing.Loopback;

/** Every way of a socket to move bytes, or to ask for its error. */
enum Transfer {
  RECV(s -> s.recv(new byte[9])),
  RECV_FLAGS(s -> s.recv(segment(), Flags.PEEK, s.deadline())),
  RECV_WAITALL(s -> s.recv(segment(), Flags.WAITALL, s.deadline())),
  RECV_BORROWED(s -> s.recv((bytes, count) -> {})),
  RECV_FROM(s -> s.recvFrom(ByteBuffer.allocate(9))),
  RECV_MESSAGE(s -> s.recvMessage(9)),
  RECV_MESSAGES(s -> s.recvMessages(3, 9)),
  INPUT_STREAM(Transfer::read),
  CHANNEL_READ(s -> s.channel().read(ByteBuffer.allocate(9))),
  SPLICE_FROM(Transfer::spliceFrom),
  PATH_FROM(Transfer::pathFrom),
  SO_ERROR(Transfer::error),
  SEND(s -> s.send(new byte[9])),
  SEND_FLAGS(s -> s.send(segment(), Flags.NONE, s.deadline())),
  SEND_MESSAGE(s -> s.sendMessage(Message.of(new byte[9]))),
  SEND_MESSAGES(s -> s.sendMessages(List.of(Message.of(new byte[9])))),
  OUTPUT_STREAM(Transfer::write),
  CHANNEL_WRITE(s -> s.channel().write(ByteBuffer.allocate(9))),
  SPLICE_TO(Transfer::spliceTo),
  PATH_TO(Transfer::pathTo),
  SENDFILE(Transfer::sendFile);

  private static final Set<Transfer> SENDS = EnumSet.range(SEND, SENDFILE);

  /** What needs a stream. */
  private static final Set<Transfer> STREAMS =
      EnumSet.of(
          RECV_WAITALL,
          INPUT_STREAM,
          OUTPUT_STREAM,
          SPLICE_FROM,
          SPLICE_TO,
          PATH_FROM,
          PATH_TO,
          SENDFILE,
          CHANNEL_READ,
          CHANNEL_WRITE);

  /** What the kernel alone moves. */
  private static final Set<Transfer> SPLICES =
      EnumSet.of(SPLICE_FROM, SPLICE_TO, PATH_FROM, PATH_TO);

  private interface Call {
    void on(Socket socket) throws IOException;
  }

  private final Call call;

  Transfer(Call call) {
    this.call = call;
  }

  boolean sends() {
    return SENDS.contains(this);
  }

  boolean isFor(Loopback kind) {
    if (SPLICES.contains(this) && Platform.current() == Platform.PORTABLE) {
      return false;
    }
    return kind.isStream() ? this != SEND_MESSAGES : !STREAMS.contains(this);
  }

  /** The errno that the call fails with; OK where it moves bytes or sees an end. */
  Errno errno(Socket socket) throws IOException {
    try {
      call.on(socket);
      return new Errno(0);
    } catch (IOException e) {
      if (e instanceof SocketFailure failure) {
        return failure.errno();
      }
      throw e;
    }
  }

  private static MemorySegment segment() {
    return MemorySegment.ofArray(new byte[9]);
  }

  private static void read(Socket socket) throws IOException {
    InputStream stream = socket.inputStream();
    stream.read();
  }

  private static void write(Socket socket) throws IOException {
    OutputStream stream = socket.outputStream();
    stream.write(new byte[9]);
    stream.flush();
  }

  private static void spliceFrom(Socket socket) throws IOException {
    try (SocketPair other = Socket.pair(Family.UNIX, Type.STREAM)) {
      Socket.splice(socket, other.first(), 9);
    }
  }

  private static void spliceTo(Socket socket) throws IOException {
    try (SocketPair other = Socket.pair(Family.UNIX, Type.STREAM)) {
      other.second().send(new byte[9]);
      Socket.splice(other.first(), socket, 9);
    }
  }

  private static void pathFrom(Socket socket) throws IOException {
    try (Pipe pipe = Pipe.open();
        KernelTransfer path = KernelTransfer.between(socket, pipe.writer()).orElseThrow()) {
      path.move(9, Deadline.NEVER);
    }
  }

  private static void pathTo(Socket socket) throws IOException {
    try (Pipe pipe = Pipe.open();
        KernelTransfer path = KernelTransfer.between(pipe.reader(), socket).orElseThrow()) {
      pipe.writer().write(new byte[9]);
      path.move(9, Deadline.NEVER);
    }
  }

  private static void sendFile(Socket socket) throws IOException {
    socket.sendFile(Path.of("/proc/self/exe"), 0, 9);
  }

  private static void error(Socket socket) throws IOException {
    int errno = socket.option(Option.SO_ERROR);
    if (errno != 0) {
      throw SocketExceptions.of(-errno, "getsockopt", null, null, 0);
    }
  }
}
