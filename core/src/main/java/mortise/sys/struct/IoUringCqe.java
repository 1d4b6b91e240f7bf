package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct io_uring_cqe}: the completion of a request. */
@Header(value = "linux/io_uring.h", struct = "struct io_uring_cqe")
public final class IoUringCqe {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_LONG.withName("user_data"), JAVA_INT.withName("res"), JAVA_INT.withName("flags"));

  public static final long SIZE = LAYOUT.byteSize();

  private IoUringCqe() {}

  /** What the request's owner gave along. */
  public static long data(MemorySegment queue, long at) {
    return queue.get(JAVA_LONG, at);
  }

  /** The result, or {@code -errno}. */
  public static int result(MemorySegment queue, long at) {
    return queue.get(JAVA_INT, at + 8);
  }

  public static int flags(MemorySegment queue, long at) {
    return queue.get(JAVA_INT, at + 12);
  }
}
