package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What one recvmsg brought: bytes, their sender, flags, and what came along.
 *
 * <p>Descriptors that came along belong to the message. Those that are taken ({@link
 * #takeDescriptors}, {@link #takeSocket}, {@link #takeProcess}) are the caller's to close; {@link
 * #close} closes the others, and a message that is dropped without close is closed when it is
 * collected. All are closed on exec. A message without descriptors needs no close.
 *
 * <pre>{@code
 * try (ReceivedMessage message = socket.recvDescriptors(100, 1)) {
 *   Socket connection = message.takeSocket();
 * }
 * }</pre>
 */
public final class ReceivedMessage implements AutoCloseable {
  private static final class Dropped {
    static final Cleaner CLEANER = Cleaner.create();
  }

  private final long count;
  private final List<MemorySegment> buffers;
  private final Address sender;
  private final Flags flags;
  private final List<Ancillary> ancillary;
  private final List<RawAncillary> raw;
  private final MessageDescriptors unclaimed;

  ReceivedMessage(long count, List<MemorySegment> buffers, Envelope envelope) {
    this.count = count;
    this.buffers = buffers;
    this.sender = envelope.sender();
    this.flags = envelope.flags();
    this.ancillary = envelope.ancillary();
    this.raw = envelope.raw();
    this.unclaimed = envelope.unclaimed();
    if (!unclaimed.isEmpty()) {
      Dropped.CLEANER.register(this, unclaimed);
    }
  }

  /** A received message, with its sender, flags and ancillary data, recvmsg(2). */
  record Envelope(
      Address sender,
      Flags flags,
      List<Ancillary> ancillary,
      List<RawAncillary> raw,
      MessageDescriptors unclaimed) {}

  /**
   * The bytes that were received, where 0 is the end of a stream; with {@link Flags#TRUNC} in the
   * call the message's real length, which may be more than there was room for.
   */
  public long count() {
    return count;
  }

  /** A copy of the bytes; where the caller gave buffers, out of what these hold now. */
  public byte[] bytes() {
    long size = buffers.stream().mapToLong(MemorySegment::byteSize).sum();
    byte[] bytes = new byte[Math.toIntExact(Math.min(count, size))];
    int at = 0;
    for (MemorySegment buffer : buffers) {
      int length = (int) Math.min(bytes.length - at, buffer.byteSize());
      MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, at, length);
      at += length;
    }
    return bytes;
  }

  /** The source address; null if the kernel reports none, as on a connected stream. */
  public Address sender() {
    return sender;
  }

  /** The flags that the kernel set, recvmsg(2). */
  public Flags flags() {
    return flags;
  }

  /** Whether the message was longer than the room for its bytes, and the rest is lost. */
  public boolean isTruncated() {
    return flags.has(Flags.TRUNC);
  }

  /**
   * Whether there was no room for all that came along: pieces are missing, or the last one is cut.
   * A cut piece is a {@link RawAncillary} with the bytes that there was room for, never a value of
   * its type.
   */
  public boolean ancillaryTruncated() {
    return flags.has(Flags.CTRUNC);
  }

  /** What came along, in the kernel's order. */
  public List<Ancillary> ancillary() {
    return ancillary;
  }

  /**
   * Returns the ancillary data as the kernel wrote it: level, type and bytes of each piece, in the
   * order of {@link #ancillary()}. The bytes of SCM_RIGHTS are the numbers of descriptors that this
   * message owns until they are taken.
   */
  public List<RawAncillary> rawAncillary() {
    return raw;
  }

  /** The first piece of a kind. */
  public <A extends Ancillary> Optional<A> ancillary(Class<A> kind) {
    return ancillary.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  private IntStream untaken() {
    return ancillary.stream()
        .flatMapToInt(
            piece -> piece instanceof Descriptors d ? IntStream.of(d.numbers()) : IntStream.of())
        .filter(unclaimed::has);
  }

  /**
   * The number of received descriptors that are not taken yet; {@link PidDescriptor} is not
   * counted.
   */
  public int descriptors() {
    return (int) untaken().count();
  }

  /** Takes all remaining descriptors; the caller has to close them. */
  public int[] takeDescriptors() {
    return untaken().filter(unclaimed::take).toArray();
  }

  /**
   * Takes the next descriptor, in the order in which they were sent; the caller has to close it.
   *
   * @throws NoSuchElementException when there are no more
   */
  public int takeDescriptor() {
    for (int number : untaken().toArray()) {
      if (unclaimed.take(number)) {
        return number;
      }
    }
    throw nothing();
  }

  /**
   * Takes the next descriptor as the socket that it is. It becomes non-blocking, visible to all
   * processes that share the open socket, the sender too.
   *
   * @throws NoSuchElementException when there are no more
   * @throws java.net.SocketException when it is not a socket (ENOTSOCK); it is not taken then
   */
  public Socket takeSocket() throws IOException {
    int number = untaken().findFirst().orElseThrow(this::nothing);
    Socket socket = DescriptorAdoption.adopt(number, true);
    if (!unclaimed.take(number)) {
      throw new IllegalStateException("descriptor " + number + " was taken by another thread");
    }
    return socket;
  }

  /**
   * Takes the descriptor of the sending process; the caller has to close it.
   *
   * @throws NoSuchElementException when none came or it was taken
   */
  public ProcessDescriptor takeProcess() {
    return ancillary(PidDescriptor.class)
        .map(PidDescriptor::number)
        .filter(unclaimed::take)
        .map(ProcessDescriptor::of)
        .orElseThrow(this::nothing);
  }

  private NoSuchElementException nothing() {
    return new NoSuchElementException("no descriptor is left in " + this);
  }

  /** Closes the descriptors that were not taken. Does nothing the second time. */
  @Override
  public void close() {
    unclaimed.run();
  }

  /** The number of bytes, the sender, the flags and what came along. */
  @Override
  public String toString() {
    Stream<String> parts =
        Stream.of(
            sender == null ? "" : " from " + sender,
            flags.bits() == 0 ? "" : " " + flags,
            ancillary.isEmpty() ? "" : " " + ancillary);
    return count + " bytes" + String.join("", parts.toList());
  }
}
