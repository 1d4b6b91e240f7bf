package mortise.net;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A message for {@link Socket#sendMessage(Message)}: pieces of memory that are gathered into one
 * message, its destination, and its ancillary data, sendmsg(2). Immutable except for the bytes.
 *
 * <pre>{@code
 * socket.sendMessage(Message.of(head, body).to(address).with(new Ttl(1)));
 * }</pre>
 *
 * <p>The memory is not copied when a message is created; it is read when it is sent.
 *
 * @param parts the bytes, in this order; heap and native memory may be mixed
 * @param to the destination; null for the peer that the socket is connected to
 * @param ancillary the ancillary data, cmsg(3)
 */
public record Message(List<MemorySegment> parts, @Nullable Address to, List<Ancillary> ancillary) {
  public Message {
    parts = List.copyOf(parts);
    ancillary = List.copyOf(ancillary);
  }

  /** Returns a message of whole arrays; without an array it is empty. */
  public static Message of(byte[]... parts) {
    return ofSegments(Stream.of(parts).map(MemorySegment::ofArray).toList());
  }

  /** Returns a message of the remaining bytes of buffers, whose positions do not move. */
  public static Message of(ByteBuffer first, ByteBuffer... more) {
    return ofSegments(
        Stream.concat(Stream.of(first), Stream.of(more)).map(MemorySegment::ofBuffer).toList());
  }

  /** Returns a message of whole segments. */
  public static Message of(MemorySegment first, MemorySegment... more) {
    return ofSegments(Stream.concat(Stream.of(first), Stream.of(more)).toList());
  }

  private static Message ofSegments(List<MemorySegment> parts) {
    return new Message(parts, null, List.of());
  }

  /** Returns a copy with another destination; null is the peer that the socket is connected to. */
  public Message to(@Nullable Address address) {
    return new Message(parts, address, ancillary);
  }

  /** Returns a copy with more ancillary data, after the present pieces. */
  public Message with(Ancillary... pieces) {
    List<Ancillary> all = new ArrayList<>(ancillary);
    all.addAll(List.of(pieces));
    return new Message(parts, to, all);
  }

  /** Returns the number of bytes in all parts. */
  public long size() {
    return parts.stream().mapToLong(MemorySegment::byteSize).sum();
  }

  /** Returns the number of bytes, the destination and the ancillary data, as text. */
  @Override
  public String toString() {
    return size()
        + " bytes"
        + (to == null ? "" : " to " + to)
        + (ancillary.isEmpty() ? "" : " " + ancillary);
  }
}
