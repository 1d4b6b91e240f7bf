package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct io_uring_buf}: a buffer in a ring that the kernel takes buffers from. */
@Header(value = "linux/io_uring.h", struct = "struct io_uring_buf")
public final class IoUringBuf {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_LONG.withName("addr"),
          JAVA_INT.withName("len"),
          JAVA_SHORT.withName("bid"),
          JAVA_SHORT.withName("resv"));

  public static final long SIZE = LAYOUT.byteSize();

  /** The tail of the ring is where the first buffer's reserved field is. */
  public static final long TAIL = 14;

  private IoUringBuf() {}

  /** Fills all but the reserved field of entry {@code index} of a ring. */
  public static void set(MemorySegment ring, int index, long address, int length, int id) {
    long at = SIZE * index;
    ring.set(JAVA_LONG, at, address);
    ring.set(JAVA_INT, at + 8, length);
    ring.set(JAVA_SHORT, at + 12, (short) id);
  }
}
