package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import mortise.poll.Attempt;
import mortise.poll.Descriptor.Direction;
import mortise.poll.PooledBuffer;
import mortise.sys.SysSocket;

/**
 * recv(2) and recvfrom(2) that return an array. What they allocate depends on what comes, not on
 * the caller's bound, which may be Integer.MAX_VALUE; see {@link SizedReceive}.
 */
final class ArrayReceive {
  /** Up to here an array of that size costs less than a pooled buffer and a copy. */
  private static final int DIRECT = 1 << 11;

  private ArrayReceive() {}

  static byte[] recv(SocketEndpoint endpoint, int count, Flags flags, Deadline deadline)
      throws IOException {
    boolean stream = endpoint.isStream();
    if (stream && flags.has(Flags.WAITALL) && !flags.has(Flags.OOB)) {
      return all(endpoint, count, flags, deadline);
    }
    if (flags.bits() != 0 || count > PooledBuffer.SIZE && !stream) {
      return sized(endpoint, count, flags, deadline);
    }
    return count > DIRECT && count <= PooledBuffer.SIZE
        ? pooled(endpoint, count, deadline)
        : direct(endpoint, endpoint.part(count), deadline);
  }

  private static byte[] direct(SocketEndpoint endpoint, int count, Deadline deadline)
      throws IOException {
    byte[] bytes = new byte[count];
    long begin = Trace.begin();
    long result = endpoint.descriptor.recv(bytes, 0, count, deadline.waitLimit);
    check(endpoint, begin, result, MemorySegment.ofArray(bytes), Flags.NONE);
    return result == count ? bytes : Arrays.copyOf(bytes, (int) result);
  }

  private static byte[] pooled(SocketEndpoint endpoint, int count, Deadline deadline)
      throws IOException {
    long begin = Trace.begin();
    PooledBuffer pooled = endpoint.descriptor.recv(count, deadline.waitLimit);
    try {
      long result = pooled.result();
      MemorySegment room =
          begin == 0 ? MemorySegment.NULL : MemorySegment.ofArray(pooled.bytes()).asSlice(0, count);
      check(endpoint, begin, result, room, Flags.NONE);
      return Arrays.copyOf(pooled.bytes(), (int) result);
    } finally {
      pooled.release();
    }
  }

  private static void check(
      SocketEndpoint endpoint, long begin, long result, MemorySegment room, Flags flags)
      throws IOException {
    if (begin != 0) {
      endpoint.traceBytes(begin, "recv", result, room, result, flags);
    }
    if (result < 0) {
      throw endpoint.failure("recv", result, 0);
    }
  }

  private static byte[] all(SocketEndpoint endpoint, int count, Flags flags, Deadline deadline)
      throws IOException {
    if (!flags.has(Flags.PEEK)) {
      return WaitAll.recv(endpoint, count, flags, deadline);
    }
    byte[] bytes = new byte[endpoint.part(count)];
    long peeked = WaitAll.recv(endpoint, MemorySegment.ofArray(bytes), flags, deadline);
    return peeked == bytes.length ? bytes : Arrays.copyOf(bytes, (int) peeked);
  }

  private static byte[] sized(SocketEndpoint endpoint, int count, Flags flags, Deadline deadline)
      throws IOException {
    Attempt recv = flags.has(Flags.OOB) ? UrgentData::recv : SysSocket::recv;
    try (SizedReceive into = new SizedReceive(endpoint, count, recv)) {
      long begin = Trace.begin();
      long result = endpoint.transfer(Direction.READ, into, MemorySegment.NULL, flags, deadline);
      into.trace(endpoint, begin, "recv", result, flags);
      if (result < 0) {
        throw endpoint.failure("recv", result, 0);
      }
      return into.bytes(result);
    }
  }

  static Datagram recvFrom(SocketEndpoint endpoint, int count, Deadline deadline)
      throws IOException {
    NamedReceive recvfrom = endpoint.namedReceive();
    try (SizedReceive into = new SizedReceive(endpoint, count, recvfrom)) {
      long begin = Trace.begin();
      long result =
          endpoint.transfer(Direction.READ, into, MemorySegment.NULL, Flags.NONE, deadline);
      Address sender = result < 0 ? null : recvfrom.sender(endpoint);
      endpoint.giveBack(recvfrom);
      into.trace(endpoint, begin, "recvfrom", result, Flags.NONE, "" + sender);
      if (result < 0) {
        throw endpoint.failure("recvfrom", result, 0);
      }
      return new Datagram(into.bytes(result), sender);
    }
  }
}
