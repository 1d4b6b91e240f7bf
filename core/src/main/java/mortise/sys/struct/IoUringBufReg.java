package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct io_uring_buf_reg}: registers a ring of buffers, as group 0. */
@Header(value = "linux/io_uring.h", struct = "struct io_uring_buf_reg")
public final class IoUringBufReg {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_LONG.withName("ring_addr"),
          JAVA_INT.withName("ring_entries"),
          JAVA_SHORT.withName("bgid"),
          MemoryLayout.paddingLayout(2),
          MemoryLayout.sequenceLayout(3, JAVA_LONG).withName("resv"));

  private IoUringBufReg() {}

  /** Fills a zeroed struct. */
  public static void set(MemorySegment s, long address, int entries) {
    s.set(JAVA_LONG, 0, address);
    s.set(JAVA_INT, 8, entries);
  }
}
