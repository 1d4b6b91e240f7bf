package mortise.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import mortise.poll.Attempt;
import mortise.poll.PooledBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to receive at most a number of bytes, which may be far more than comes, as an array
 * that is as long as what came. No memory is written that the kernel does not fill: up to 64 KiB
 * are received into a pooled buffer, which is held only while there is something in it; a stream
 * moves a bounded part anyway; the room of longer messages is mapped.
 *
 * <p>One call, one use.
 */
final class SizedReceive implements Attempt, AutoCloseable {
  private final Attempt call;
  private final int count;

  /** For a part of a stream, or null. */
  private byte @Nullable [] array;

  /** For longer messages, or null. */
  private @Nullable ReceiveMemory memory;

  private @Nullable PooledBuffer pooled;

  /** What the call is given, null while there is no buffer. */
  private @Nullable MemorySegment segment;

  /**
   * @param call receives into the segment that it is given
   * @param count the caller's bound
   */
  SizedReceive(SocketEndpoint endpoint, int count, Attempt call) {
    this.call = call;
    this.count = count;
    if (count > PooledBuffer.SIZE) {
      int part = endpoint.part(count);
      if (endpoint.isStream()) {
        array = new byte[part];
        segment = MemorySegment.ofArray(array);
      } else {
        memory = new ReceiveMemory(part);
        segment = memory.allocate(part);
      }
    }
  }

  @Override
  public long on(int fd, MemorySegment none, int flags) {
    if (segment == null) {
      pooled = PooledBuffer.take();
      segment = MemorySegment.ofArray(pooled.bytes()).asSlice(0, count);
    }
    long result = call.on(fd, segment, flags);
    if (result < 0) {
      endLoan();
    }
    return result;
  }

  private void endLoan() {
    if (pooled != null) {
      pooled.release();
      pooled = null;
      segment = null;
    }
  }

  /** Traces the call, with more arguments behind the flags. */
  void trace(
      SocketEndpoint endpoint, long begin, String name, long result, Flags flags, Object... more) {
    if (begin != 0) {
      MemorySegment room = segment == null ? MemorySegment.NULL : segment;
      List<Object> arguments = new ArrayList<>();
      arguments.add(Trace.quote(room, Math.clamp(result, 0, room.byteSize())));
      arguments.add(count);
      arguments.add(flags);
      arguments.addAll(List.of(more));
      endpoint.trace(begin, name, result, arguments.toArray());
    }
  }

  /** The bytes that came, of which there were {@code received} where the message was cut. */
  byte[] bytes(long received) {
    MemorySegment filled = Objects.requireNonNull(segment, "segment");
    int length = (int) Math.min(received, filled.byteSize());
    if (array != null) {
      return length == array.length ? array : Arrays.copyOf(array, length);
    }
    return filled.asSlice(0, length).toArray(JAVA_BYTE);
  }

  @Override
  public void close() {
    endLoan();
    if (memory != null) {
      memory.close();
    }
  }
}
