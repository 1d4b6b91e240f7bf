package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mortise.poll.ConcurrentCleaner;
import org.jspecify.annotations.Nullable;

/**
 * A message that recvmsg(2) has received: bytes, their sender, flags, and ancillary data.
 *
 * <p>Received descriptors belong to the message. Those that are taken ({@link #takeDescriptors},
 * {@link #takeSocket}, {@link #takeProcess}) are the caller's to close; {@link #close} closes the
 * others, and a message that becomes unreachable without close is closed some time after garbage
 * collection. All are close-on-exec. A message without descriptors needs no close.
 *
 * <p>Thread-safe, and no method blocks: each descriptor is taken once, whichever thread takes it.
 *
 * <pre>{@code
 * try (ReceivedMessage message = socket.recvDescriptors(100, 1)) {
 *   Socket connection = message.takeSocket();
 * }
 * }</pre>
 */
public final class ReceivedMessage implements AutoCloseable {
  private final long count;
  private final List<MemorySegment> buffers;
  private final @Nullable Address sender;
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
      ConcurrentCleaner.register(this, unclaimed);
    }
  }

  /** A received message, with its sender, flags and ancillary data, recvmsg(2). */
  record Envelope(
      @Nullable Address sender,
      Flags flags,
      List<Ancillary> ancillary,
      List<RawAncillary> raw,
      MessageDescriptors unclaimed) {}

  /**
   * Returns the number of bytes that were received, where 0 is the end of a stream; with {@link
   * Flags#TRUNC} in the call the message's real length, which may be more than there was room for.
   */
  public long count() {
    return count;
  }

  /**
   * Returns a copy of the bytes; if the caller passed buffers, of their present content.
   *
   * @throws ArithmeticException when they are too many for an array
   * @throws IllegalStateException when the arena of a caller's buffer is closed
   */
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

  /** Returns the source address; null if the kernel reports none, as on a connected stream. */
  public @Nullable Address sender() {
    return sender;
  }

  /** Returns the flags that the kernel has set, recvmsg(2). */
  public Flags flags() {
    return flags;
  }

  /** Returns whether the message was longer than the space for its bytes, so the rest is lost. */
  public boolean isTruncated() {
    return flags.has(Flags.TRUNC);
  }

  /**
   * Returns whether the space for ancillary data was too small: pieces are missing, or the last one
   * is truncated. A truncated piece is a {@link RawAncillary} with the bytes that fitted, never a
   * value of its type.
   */
  public boolean ancillaryTruncated() {
    return flags.has(Flags.CTRUNC);
  }

  /** Returns the ancillary data in the kernel's order, as typed values where the type is known. */
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

  /** Returns the first piece of ancillary data of a type; empty if there is none. */
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
   * Returns the number of received descriptors that are not taken yet; {@link PidDescriptor} is not
   * counted.
   */
  public int descriptors() {
    return (int) untaken().count();
  }

  /** Takes all remaining descriptors, possibly none; the caller has to close them. */
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
    // Taken first: a socket of a number that another thread has taken would close it when dropped.
    int number = takeDescriptor();
    try {
      return DescriptorAdoption.adopt(number, true);
    } catch (Throwable t) {
      unclaimed.giveBack(number);
      throw t;
    }
  }

  /**
   * Takes the descriptor of the sending process (SCM_PIDFD); the caller has to close it.
   *
   * @throws NoSuchElementException when none was received or it was taken
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

  /** Closes the descriptors that were not taken. The bytes stay readable. Idempotent. */
  @Override
  public void close() {
    unclaimed.run();
  }

  /** Returns the number of bytes, the sender, the flags and the ancillary data, as text. */
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
