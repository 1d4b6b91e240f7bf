package mortise.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Predicate;
import mortise.sys.SysSocket;
import mortise.sys.struct.Msghdr;
import org.jspecify.annotations.Nullable;

/** A message in native memory, ready to be sent, and its trace. */
final class MessageSend implements AutoCloseable {
  private final Message message;
  private final Iovecs iovecs;

  /** Null where the message goes to the peer that the socket is connected to. */
  private final @Nullable KernelAddress name;

  private final byte[] control;

  /**
   * Copies what has to be copied; throws where something of the message cannot be sent on this
   * socket.
   */
  MessageSend(Arena arena, SocketEndpoint endpoint, String call, Message message, Flags flags)
      throws IOException {
    this.message = message;
    this.control = AncillaryEncoder.encode(message.ancillary());
    MessageBuffers.checkReadable(message.parts());
    message.ancillary().forEach(piece -> checkFamily(piece, endpoint.family));
    if (endpoint.isStream() && control.length > 0 && message.size() == 0) {
      throw new IllegalArgumentException(
          "a stream carries ancillary data with bytes only, and there are none: " + message);
    }
    // The kernel reads zero-copy memory after the call, so a copy that ends with it will not do.
    boolean zeroCopy = (flags.bits() & SysSocket.MSG_ZEROCOPY) != 0;
    Predicate<MemorySegment> inPlace =
        zeroCopy ? MessageSend::checkNative : MessageBuffers.of(message.parts());
    long limit = endpoint.isStream() ? SocketEndpoint.STREAM_CHUNK : Long.MAX_VALUE;
    this.iovecs = new Iovecs(arena, message.parts(), limit, inPlace).copyIn();
    Address to = message.to();
    this.name = to == null ? null : KernelAddress.toReach(call, endpoint, to);
  }

  /** Other families pass over what only these know, and the receiver would never get it. */
  private static void checkFamily(Ancillary piece, Family family) {
    boolean known =
        switch (piece) {
          case Descriptors _ -> family.equals(Family.UNIX);
          case Credentials _ -> family.equals(Family.UNIX) || family.equals(Family.NETLINK);
          default -> true;
        };
    if (!known) {
      throw new IllegalArgumentException("sockets of family " + family + " do not carry " + piece);
    }
  }

  private static boolean checkNative(MemorySegment part) {
    if (!part.isNative()) {
      throw new IllegalArgumentException("MSG_ZEROCOPY takes native memory only, not " + part);
    }
    return true;
  }

  /** Fills a {@code struct msghdr}. */
  void into(Arena arena, MemorySegment header) {
    iovecs.into(header);
    if (name != null) {
      MemorySegment address = name.sockaddr();
      Msghdr.msg_name(header, arena.allocate(address.byteSize(), 8).copyFrom(address));
      Msghdr.msg_namelen(header, (int) address.byteSize());
    }
    if (control.length > 0) {
      MemorySegment copy = arena.allocate(control.length, 8);
      MemorySegment.copy(control, 0, copy, JAVA_BYTE, 0, control.length);
      Msghdr.msg_control(header, copy);
      Msghdr.msg_controllen(header, control.length);
    }
  }

  @Override
  public void close() {
    if (name != null) {
      name.close();
    }
  }

  /** As strace writes a message. */
  @Override
  public String toString() {
    MemorySegment first = iovecs.first();
    return "{"
        + (message.to() == null ? "" : message.to() + ", ")
        + Trace.quote(first, first.byteSize())
        + (", " + message.size())
        + (message.ancillary().isEmpty() ? "" : ", " + message.ancillary())
        + "}";
  }
}
