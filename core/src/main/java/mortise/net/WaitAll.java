package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import mortise.poll.Attempt;
import mortise.poll.Descriptor.Direction;
import mortise.poll.Outcome;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;

/**
 * MSG_WAITALL on a stream. The kernel heeds it on blocking descriptors alone, and none here blocks,
 * so this is where a full buffer is waited for.
 */
final class WaitAll {
  /** The longest array that a JVM makes. */
  private static final int MOST = Integer.MAX_VALUE - 8;

  /** Too little counts as nothing yet, unless no more will come. */
  private static final Attempt PEEK =
      (fd, buffer, flags) -> {
        long result = SysSocket.recv(fd, buffer, flags);
        boolean partial = result > 0 && result < buffer.byteSize();
        return partial && EndOfStream.state(fd) == -SysErrno.EAGAIN ? -SysErrno.EAGAIN : result;
      };

  private static final Attempt RECV = SysSocket::recv;

  private WaitAll() {}

  /**
   * Receives until the segment is full, the stream ends, or the call may wait no longer; then what
   * has come is returned, as Linux does with SO_RCVTIMEO. An error after the first bytes is thrown
   * with their number.
   */
  static long recv(SocketEndpoint endpoint, MemorySegment segment, Flags flags, Deadline deadline)
      throws IOException {
    if (flags.has(Flags.PEEK)) {
      return peek(endpoint, segment, flags, deadline);
    }
    long size = segment.byteSize();
    long received = 0;
    long result;
    do {
      MemorySegment rest = received == 0 ? segment : segment.asSlice(received);
      result = once(endpoint, RECV, rest, flags, deadline);
      if (result < 0) {
        if (received > 0 && isWaitLimitOver(result)) {
          return received;
        }
        throw endpoint.failure("recv", result, received);
      }
      received += result;
    } while (result > 0 && received < size);
    return received;
  }

  /**
   * Receives {@code count} bytes as {@link #recv(SocketEndpoint, MemorySegment, Flags, Deadline)}
   * does, without PEEK, into an array that grows with what comes.
   */
  static byte[] recv(SocketEndpoint endpoint, int count, Flags flags, Deadline deadline)
      throws IOException {
    byte[] bytes = new byte[Math.min(count, SocketEndpoint.STREAM_CHUNK)];
    int received = 0;
    long result;
    do {
      if (received == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(Math.min(count, MOST), 2L * bytes.length));
      }
      MemorySegment rest = MemorySegment.ofArray(bytes).asSlice(received);
      result = once(endpoint, RECV, rest, flags, deadline);
      if (result < 0) {
        if (received > 0 && isWaitLimitOver(result)) {
          break;
        }
        throw endpoint.failure("recv", result, received);
      }
      received += (int) result;
    } while (result > 0 && received < Math.min(count, MOST));
    return received == bytes.length ? bytes : Arrays.copyOf(bytes, received);
  }

  private static long peek(
      SocketEndpoint endpoint, MemorySegment segment, Flags flags, Deadline deadline)
      throws IOException {
    long result = once(endpoint, PEEK, segment, flags, deadline);
    if (isWaitLimitOver(result)) {
      long some = once(endpoint, RECV, segment, flags, Deadline.NOW);
      result = some > 0 ? some : result;
    }
    if (result < 0) {
      throw endpoint.failure("recv", result, 0);
    }
    return result;
  }

  private static long once(
      SocketEndpoint endpoint,
      Attempt attempt,
      MemorySegment rest,
      Flags flags,
      Deadline deadline) {
    long begin = Trace.begin();
    long result = endpoint.transfer(Direction.READ, attempt, rest, flags, deadline);
    endpoint.traceBytes(begin, "recv", result, rest, result, flags);
    return result;
  }

  /** Whether a call ended because its deadline passed or its thread was interrupted. */
  private static boolean isWaitLimitOver(long result) {
    return result == Outcome.TIMED_OUT
        || result == Outcome.INTERRUPTED
        || result == -SysErrno.EAGAIN;
  }
}
