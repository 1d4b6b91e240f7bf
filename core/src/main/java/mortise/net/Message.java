package mortise.net;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@link Socket#sendMessage(Message)} sends: pieces of memory that are gathered into one
 * message, where it goes, and what goes with it.
 *
 * <pre>{@code
 * socket.sendMessage(Message.of(head, body).to(address).with(new Ttl(1)));
 * }</pre>
 *
 * <p>The memory is not copied when a message is made; it is read when it is sent.
 *
 * @param parts the bytes, in this order; heap and native memory may be mixed
 * @param to the destination; null for the peer that the socket is connected to
 * @param ancillary what goes with it
 */
public record Message(List<MemorySegment> parts, Address to, List<Ancillary> ancillary) {
  public Message {
    parts = List.copyOf(parts);
    ancillary = List.copyOf(ancillary);
  }

  /** A message of whole arrays. */
  public static Message of(byte[]... parts) {
    return ofSegments(Stream.of(parts).map(MemorySegment::ofArray).toList());
  }

  /** A message of what remains in buffers, whose positions do not move. */
  public static Message of(ByteBuffer first, ByteBuffer... more) {
    return ofSegments(
        Stream.concat(Stream.of(first), Stream.of(more)).map(MemorySegment::ofBuffer).toList());
  }

  /** A message of whole segments. */
  public static Message of(MemorySegment first, MemorySegment... more) {
    return ofSegments(Stream.concat(Stream.of(first), Stream.of(more)).toList());
  }

  private static Message ofSegments(List<MemorySegment> parts) {
    return new Message(parts, null, List.of());
  }

  /** A copy of this message with a destination address. */
  public Message to(Address address) {
    return new Message(parts, address, ancillary);
  }

  /** A copy of this message with more ancillary data, after the present pieces. */
  public Message with(Ancillary... pieces) {
    List<Ancillary> all = new ArrayList<>(ancillary);
    all.addAll(List.of(pieces));
    return new Message(parts, to, all);
  }

  /** The number of bytes in all parts. */
  public long size() {
    return parts.stream().mapToLong(MemorySegment::byteSize).sum();
  }

  /** The number of bytes, the destination and what goes along. */
  @Override
  public String toString() {
    return size()
        + " bytes"
        + (to == null ? "" : " to " + to)
        + (ancillary.isEmpty() ? "" : " " + ancillary);
  }
}
