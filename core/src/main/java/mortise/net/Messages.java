package mortise.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import mortise.poll.Attempt;
import mortise.poll.Descriptor.Direction;
import mortise.sys.SysSocket;
import mortise.sys.struct.Msghdr;
import org.jspecify.annotations.Nullable;

/** sendmsg(2) and recvmsg(2). */
final class Messages {
  /**
   * The default space for ancillary data in bytes: enough for one piece of each kind that options
   * ask for, and for more than a hundred descriptors.
   */
  static final int ANCILLARY = 1024;

  /** As much as is worth knowing of a packet that met an error. */
  static final int ERROR_BYTES = 2048;

  private static final Attempt SENDMSG = SysSocket::sendmsg;

  private static final Attempt RECVMSG =
      (fd, header, flags) -> SysSocket.recvmsg(fd, header, flags | SysSocket.MSG_CMSG_CLOEXEC);

  private Messages() {}

  static long send(SocketEndpoint endpoint, Message message, Flags flags, Deadline deadline)
      throws IOException {
    try (Arena arena = Arena.ofConfined();
        MessageSend outgoing = new MessageSend(arena, endpoint, "sendmsg", message, flags)) {
      MemorySegment header = arena.allocate(Msghdr.SIZE, 8);
      outgoing.into(arena, header);
      Attempt attempt = MessageSockets.holding(List.of(message), SENDMSG);
      long begin = Trace.beginEffect();
      long result = endpoint.sendTo(message.to(), attempt, header, flags, deadline);
      endpoint.trace(begin, "sendmsg", result, outgoing, flags);
      if (result < 0) {
        throw failure(endpoint, "sendmsg", result, message.to());
      }
      return result;
    }
  }

  static IOException failure(
      SocketEndpoint endpoint, String call, long result, @Nullable Address to) {
    Address peer = to == null ? endpoint.peer : to;
    return SocketExceptions.of(result, call, endpoint.localOrNull(), peer, 0);
  }

  /** Into the caller's buffers, or where these are null into {@code room} bytes of an array. */
  record Capacity(@Nullable List<MemorySegment> buffers, long bytes, int ancillary) {
    static Capacity of(int count, int ancillary) {
      checkNotNegative("count", count);
      return new Capacity(null, count, checkNotNegative("ancillaryBytes", ancillary));
    }

    static Capacity of(List<MemorySegment> buffers, int ancillary) {
      List<MemorySegment> copy = List.copyOf(buffers);
      MessageBuffers.checkWritable(copy);
      long bytes = copy.stream().mapToLong(MemorySegment::byteSize).sum();
      return new Capacity(copy, bytes, checkNotNegative("ancillaryBytes", ancillary));
    }

    MessageReceive incoming(ReceiveMemory memory, MemorySegment header, boolean stream) {
      return new MessageReceive(memory, header, buffers, most(stream), ancillary);
    }

    /** The most bytes that one message brings. */
    private long most(boolean stream) {
      return stream ? Math.min(bytes, SocketEndpoint.STREAM_CHUNK) : bytes;
    }

    /** Memory for so many messages. */
    ReceiveMemory memory(boolean stream, int messages) {
      long own = buffers == null ? ReceiveMemory.aligned(most(stream)) : 0;
      return new ReceiveMemory(messages * (own + ReceiveMemory.aligned(ancillary)));
    }
  }

  static int checkNotNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " " + value + " is negative");
    }
    return value;
  }

  static ReceivedMessage recv(
      SocketEndpoint endpoint, Capacity room, Flags flags, Deadline deadline) throws IOException {
    boolean stream = endpoint.isStream();
    try (ReceiveMemory memory = room.memory(stream, 1)) {
      MemorySegment header = memory.arena().allocate(Msghdr.SIZE, 8);
      MessageReceive incoming = room.incoming(memory, header, stream);
      long begin = Trace.begin();
      long result = endpoint.transfer(Direction.READ, RECVMSG, header, flags, deadline);
      if (result < 0) {
        endpoint.trace(begin, "recvmsg", result, "{" + room.bytes + "}", flags);
        throw endpoint.failure("recvmsg", result, 0);
      }
      MessageDescriptors unclaimed = incoming.unclaimed();
      try {
        ReceivedMessage message = incoming.read(endpoint, result, unclaimed);
        if (begin != 0) {
          endpoint.trace(begin, "recvmsg", result, incoming.trace(message), flags);
        }
        return message;
      } catch (Throwable t) {
        unclaimed.run();
        throw t;
      }
    }
  }
}
