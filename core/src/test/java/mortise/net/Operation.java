package mortise.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import mortise.testing.Loopback;

/** The operations of the grid: each form of each call that may wait. */
enum Operation {
  ACCEPT("accept", (s, at) -> s.accept(), (s, at, by) -> s.accept(by)),
  CONNECT("connect", (s, at) -> connect(s, at, null), Operation::connect),

  RECV_COUNT("recv", (s, at) -> expect(s.recv(9).length)),
  RECV_ARRAY("recv", (s, at) -> expect(s.recv(new byte[9]))),
  RECV_PART("recv", (s, at) -> expect(s.recv(new byte[9], 4, 5))),
  RECV_HEAP_BUFFER("recv", (s, at) -> expect(s.recv(ByteBuffer.allocate(9)))),
  RECV_DIRECT_BUFFER("recv", (s, at) -> expect(s.recv(ByteBuffer.allocateDirect(9)))),
  RECV_HEAP_SEGMENT("recv", (s, at) -> recvHeap(s, null), (s, at, by) -> recvHeap(s, by)),
  RECV_NATIVE_SEGMENT("recv", (s, at) -> recvNative(s, null), (s, at, by) -> recvNative(s, by)),

  RECV_FROM("recvfrom", (s, at) -> expect(s.recvFrom(9).data().length)),
  RECV_FROM_BUFFER("recvfrom", (s, at) -> recvFromBuffer(s)),
  RECV_FROM_SEGMENT("recvfrom", (s, at) -> null, (s, at, by) -> recvFrom(s, by)),

  SEND_ARRAY("send", (s, at) -> s.send(message())),
  SEND_HEAP_BUFFER("send", (s, at) -> s.send(ByteBuffer.wrap(message()))),
  SEND_DIRECT_BUFFER("send", (s, at) -> s.send(direct())),
  SEND_HEAP_SEGMENT(
      "send",
      (s, at) -> s.send(heap(), Flags.NONE, s.deadline()),
      (s, at, by) -> s.send(heap(), Flags.NONE, by)),
  SEND_NATIVE_SEGMENT("send", (s, at) -> sendNative(s, null), (s, at, by) -> sendNative(s, by)),
  SEND_ALL("send", (s, at) -> sendAll(s, null), (s, at, by) -> sendAll(s, by)),
  SEND_ALL_BUFFER("send", (s, at) -> sendAllBuffer(s)),

  SEND_TO("sendto", (s, at) -> s.sendTo(message(), at)),
  SEND_TO_BUFFER("sendto", (s, at) -> s.sendTo(direct(), at)),
  SEND_TO_SEGMENT("sendto", (s, at) -> null, (s, at, by) -> s.sendTo(heap(), Flags.NONE, at, by)),

  AWAIT_READABLE("poll", (s, at) -> null, (s, at, by) -> awaitReadable(s, by)),
  AWAIT_WRITABLE("poll", (s, at) -> null, (s, at, by) -> awaitWritable(s, by));

  /** The bytes of the one message that there is to receive. */
  static final byte[] HELLO = "hello".getBytes();

  private static final int MESSAGE_BYTES = 1000;

  /** A call for which the socket's timeout counts. */
  interface Plain {
    Object on(Socket socket, Address address) throws IOException;
  }

  /** A call with a deadline of its own. */
  interface Bounded {
    Object on(Socket socket, Address address, Deadline deadline) throws IOException;
  }

  private final String call;
  private final Plain plain;
  private final Bounded bounded;

  Operation(String call, Plain plain) {
    this(call, plain, null);
  }

  Operation(String call, Plain plain, Bounded bounded) {
    this.call = call;
    this.plain = plain;
    this.bounded = bounded;
  }

  /** The C name. */
  String call() {
    return call;
  }

  Object on(Socket socket, Address address) throws IOException {
    if (isOnlyBounded()) {
      Deadline timeout =
          socket.timeout() == null ? Deadline.NEVER : Deadline.after(socket.timeout());
      return bounded.on(socket, address, timeout);
    }
    return plain.on(socket, address);
  }

  Object on(Socket socket, Address address, Deadline deadline) throws IOException {
    return bounded.on(socket, address, deadline);
  }

  /** Whether the call has no form without a deadline. */
  private boolean isOnlyBounded() {
    return switch (this) {
      case RECV_FROM_SEGMENT, SEND_TO_SEGMENT, AWAIT_READABLE, AWAIT_WRITABLE -> true;
      default -> false;
    };
  }

  boolean takesDeadline() {
    return bounded != null;
  }

  boolean receives() {
    return call.startsWith("recv") || this == AWAIT_READABLE;
  }

  boolean sends() {
    return call.startsWith("send") || this == AWAIT_WRITABLE;
  }

  boolean isFor(Loopback kind) {
    return switch (call) {
      case "accept", "connect" -> Loopback.CONNECTIONS.contains(kind);
      case "sendto" -> kind.isDatagram();
      default -> true;
    };
  }

  boolean waitsOn(Loopback kind) {
    return !sends() || kind != Loopback.UDP && kind != Loopback.UDP6;
  }

  private static Object connect(Socket socket, Address address, Deadline deadline)
      throws IOException {
    if (deadline == null) {
      socket.connect(address);
    } else {
      socket.connect(address, deadline);
    }
    return true;
  }

  private static Object recvHeap(Socket socket, Deadline deadline) throws IOException {
    return recv(socket, MemorySegment.ofArray(new byte[9]), deadline);
  }

  private static Object recvNative(Socket socket, Deadline deadline) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return recv(socket, arena.allocate(9), deadline);
    }
  }

  private static Object recv(Socket socket, MemorySegment room, Deadline deadline)
      throws IOException {
    return expect(
        deadline == null
            ? socket.recv(room, Flags.NONE, socket.deadline())
            : socket.recv(room, Flags.NONE, deadline));
  }

  private static Object recvFrom(Socket socket, Deadline deadline) throws IOException {
    MemorySegment room = MemorySegment.ofArray(new byte[9]);
    return expect(socket.recvFrom(room, Flags.NONE, deadline).count());
  }

  private static Object recvFromBuffer(Socket socket) throws IOException {
    ByteBuffer room = ByteBuffer.allocateDirect(9);
    socket.recvFrom(room);
    return expect(room.position());
  }

  private static Object sendNative(Socket socket, Deadline deadline) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message = arena.allocate(MESSAGE_BYTES);
      return deadline == null
          ? socket.send(message, Flags.NONE, socket.deadline())
          : socket.send(message, Flags.NONE, deadline);
    }
  }

  private static Object sendAll(Socket socket, Deadline deadline) throws IOException {
    if (deadline == null) {
      socket.sendAll(message());
    } else {
      socket.sendAll(heap(), Flags.NONE, deadline);
    }
    return true;
  }

  private static Object sendAllBuffer(Socket socket) throws IOException {
    ByteBuffer buffer = direct();
    socket.sendAll(buffer);
    return !buffer.hasRemaining();
  }

  private static Object awaitReadable(Socket socket, Deadline deadline) throws IOException {
    socket.awaitReadable(deadline);
    return true;
  }

  /** Takes some of the room, as senders do, so that the next wait is for more. */
  private static Object awaitWritable(Socket socket, Deadline deadline) throws IOException {
    socket.awaitWritable(deadline);
    try {
      return socket.send(heap(), Flags.DONTWAIT, socket.deadline());
    } catch (SocketTimeoutException e) {
      return false; // another sender was faster
    }
  }

  private static byte[] message() {
    return new byte[MESSAGE_BYTES];
  }

  private static MemorySegment heap() {
    return MemorySegment.ofArray(message());
  }

  private static ByteBuffer direct() {
    return ByteBuffer.allocateDirect(MESSAGE_BYTES);
  }

  private static Object expect(long count) {
    if (count != HELLO.length) {
      throw new AssertionError("received " + count + " bytes of " + HELLO.length);
    }
    return count;
  }
}
