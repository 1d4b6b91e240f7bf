package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Optional;
import mortise.poll.Attempt;
import mortise.sys.NetinetIn;
import mortise.sys.NetinetTcp;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;

/** The two calls that read and write options. */
final class Options {
  /** No option is longer; the kernel's lists end well before. */
  private static final int LONGEST = 1 << 20;

  private Options() {}

  /** The value of an option, getsockopt(2), read whole however long it is. */
  static <T> T read(SocketEndpoint endpoint, Option<T> option) throws IOException {
    if (!option.isReadable()) {
      throw new UnsupportedOperationException(option + " is write only");
    }
    Codec<T> codec = option.codec();
    int size = codec.size();
    while (true) {
      byte[] value = new byte[size];
      int[] length = {size};
      Attempt getsockopt =
          is(option, SysSocket.SOL_SOCKET, SysSocket.SO_ERROR)
              ? error(endpoint, length)
              : (fd, memory, flags) ->
                  SysSocket.getsockopt(fd, option.level(), option.number(), memory, length);
      MemorySegment memory = MemorySegment.ofArray(value);
      long begin = Trace.begin();
      long result = endpoint.descriptor.call(getsockopt, memory, 0);
      long needed = (long) length[0] * codec.unit();
      if (codec.grows() && size < LONGEST && isCut(result, needed, size)) {
        // Some options report their length when they do not fit, others are truncated.
        size = (int) Math.min(LONGEST, Math.max(needed, 2L * size));
        continue;
      }
      endpoint.trace(begin, "getsockopt", result, option);
      if (result < 0) {
        throw endpoint.failure(option.failed("getsockopt " + option, result), result, 0);
      }
      return option.decode(memory.asSlice(0, Math.min(needed, size)));
    }
  }

  /** SO_ERROR takes the error from the kernel, and one that another call has taken stays one. */
  private static Attempt error(SocketEndpoint endpoint, int[] length) {
    return (fd, memory, flags) -> {
      int result =
          SysSocket.getsockopt(fd, SysSocket.SOL_SOCKET, SysSocket.SO_ERROR, memory, length);
      if (result == 0) {
        int errno = memory.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
        memory.set(ValueLayout.JAVA_INT_UNALIGNED, 0, endpoint.descriptor.error(errno));
      }
      return result;
    };
  }

  private static boolean isCut(long result, long needed, int size) {
    return result == -SysErrno.ERANGE || result == 0 && needed >= size;
  }

  /** Sets an option, setsockopt(2). */
  static <T> void write(SocketEndpoint endpoint, Option<T> option, T value) throws IOException {
    MemorySegment bytes = option.encode(value);
    Attempt setsockopt =
        (fd, memory, flags) -> SysSocket.setsockopt(fd, option.level(), option.number(), memory);
    String text = Option.text(value);
    long begin = Trace.begin();
    long result = endpoint.descriptor.call(setsockopt, bytes, 0);
    endpoint.trace(begin, "setsockopt", result, option, text);
    if (result < 0) {
      String call = "setsockopt " + option + "=" + text;
      throw endpoint.failure(option.failed(call, result), result, 0);
    }
    if (is(option, SysSocket.SOL_SOCKET, SysSocket.SO_LINGER)) {
      Optional<Duration> time = read(endpoint, Option.SO_LINGER);
      endpoint.descriptor.lingering(time.filter(Duration::isPositive).isPresent());
    }
    if (is(option, NetinetIn.IPPROTO_TCP, NetinetTcp.TCP_ULP)) {
      endpoint.descriptor.keepMessages();
    }
  }

  private static boolean is(Option<?> option, int level, int number) {
    return option.level() == level && option.number() == number;
  }
}
