package mortise.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import mortise.sys.SysSocket;
import mortise.sys.struct.Msghdr;
import org.jspecify.annotations.Nullable;

/** Native memory that takes one message, and what came in it. */
final class MessageReceive {
  private final MemorySegment header;
  private final MemorySegment name;
  private final MemorySegment control;
  private final Iovecs iovecs;

  /** The caller's memory, or null where the bytes are handed out as an array. */
  private final @Nullable List<MemorySegment> buffers;

  /** The most bytes that may come. */
  private final long room;

  /**
   * Fills a {@code struct msghdr} that points to {@code ancillary} bytes of {@code memory}, and to
   * {@code room} bytes of the buffers or, where there are none, of {@code memory}.
   */
  MessageReceive(
      ReceiveMemory memory,
      MemorySegment header,
      @Nullable List<MemorySegment> buffers,
      long room,
      int ancillary) {
    Arena arena = memory.arena();
    this.header = header;
    this.buffers = buffers;
    this.room = room;
    this.name = arena.allocate(Sockaddr.MAX_BYTES, 8);
    this.control = memory.allocate(ancillary);
    this.iovecs =
        buffers == null
            ? new Iovecs(arena, List.of(memory.allocate(room)), room, _ -> true)
            : new Iovecs(arena, buffers, room, MessageBuffers.of(buffers));
    iovecs.into(header);
    Msghdr.msg_name(header, name);
    Msghdr.msg_namelen(header, Sockaddr.MAX_BYTES);
    Msghdr.msg_control(header, control);
    Msghdr.msg_controllen(header, ancillary);
  }

  /** The control bytes that the kernel wrote. */
  private MemorySegment written() {
    return control.asSlice(0, Math.clamp(Msghdr.msg_controllen(header), 0, control.byteSize()));
  }

  /** The descriptors of a received message, which have to be closed from now on. */
  MessageDescriptors unclaimed() {
    return new MessageDescriptors(AncillaryDecoder.descriptors(written()));
  }

  /** Reads a message of {@code count} bytes that has come. */
  ReceivedMessage read(SocketEndpoint endpoint, long count, MessageDescriptors unclaimed) {
    long known = Math.min(count, room);
    List<MemorySegment> bytes = buffers;
    if (bytes == null) {
      byte[] copy = known == 0 ? new byte[0] : head(known).toArray(JAVA_BYTE);
      bytes = List.of(MemorySegment.ofArray(copy));
    } else {
      iovecs.copyOut(known);
    }
    Address sender = endpoint.sender(name, Msghdr.msg_namelen(header));
    Flags flags = new Flags(Msghdr.msg_flags(header) & ~SysSocket.MSG_CMSG_CLOEXEC);
    MemorySegment written = written();
    boolean cut = flags.has(Flags.CTRUNC) && written.byteSize() == control.byteSize();
    List<Ancillary> ancillary = AncillaryDecoder.decode(written, cut);
    return new ReceivedMessage(
        count,
        bytes,
        new ReceivedMessage.Envelope(sender, flags, ancillary, raw(written), unclaimed));
  }

  private static List<RawAncillary> raw(MemorySegment written) {
    return written.byteSize() == 0 ? List.of() : AncillaryDecoder.raw(written);
  }

  private MemorySegment head(long count) {
    return iovecs.first().asSlice(0, Math.min(count, iovecs.first().byteSize()));
  }

  /** As strace writes a message that has come. */
  String trace(ReceivedMessage message) {
    MemorySegment head = head(Math.clamp(message.count(), 0, room));
    return "{"
        + (message.sender() == null ? "" : message.sender() + ", ")
        + Trace.quote(head, head.byteSize())
        + (", " + room)
        + (message.ancillary().isEmpty() ? "" : ", " + message.ancillary())
        + (message.flags().bits() == 0 ? "" : ", " + message.flags())
        + "}";
  }
}
