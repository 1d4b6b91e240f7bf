package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct io_uring_params}: what a ring is to be, and where its parts are. */
@Header(value = "linux/io_uring.h", struct = "struct io_uring_params")
public final class IoUringParams {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT.withName("sq_entries"),
          JAVA_INT.withName("cq_entries"),
          JAVA_INT.withName("flags"),
          JAVA_INT.withName("sq_thread_cpu"),
          JAVA_INT.withName("sq_thread_idle"),
          JAVA_INT.withName("features"),
          JAVA_INT.withName("wq_fd"),
          MemoryLayout.sequenceLayout(3, JAVA_INT).withName("resv"),
          MemoryLayout.sequenceLayout(5, JAVA_LONG).withName("sq_off"),
          MemoryLayout.sequenceLayout(5, JAVA_LONG).withName("cq_off"));

  private static final int SQ_OFF = 40;
  private static final int CQ_OFF = 80;

  private IoUringParams() {}

  /** Offsets in the memory of the two queues. */
  public record Offsets(
      int submissionHead,
      int submissionTail,
      int submissionFlags,
      int array,
      int completionHead,
      int completionTail,
      int completionsLost,
      int completions) {}

  /** Fills a zeroed struct. */
  public static void set(MemorySegment s, int flags, int completions) {
    s.set(JAVA_INT, 4, completions);
    s.set(JAVA_INT, 8, flags);
  }

  /** How many requests the kernel has made room for. */
  public static int entries(MemorySegment s) {
    return s.get(JAVA_INT, 0);
  }

  /** How many completions the kernel has made room for. */
  public static int completions(MemorySegment s) {
    return s.get(JAVA_INT, 4);
  }

  /** What the kernel has filled in. */
  public static Offsets offsets(MemorySegment s) {
    return new Offsets(
        s.get(JAVA_INT, SQ_OFF),
        s.get(JAVA_INT, SQ_OFF + 4),
        s.get(JAVA_INT, SQ_OFF + 16),
        s.get(JAVA_INT, SQ_OFF + 24),
        s.get(JAVA_INT, CQ_OFF),
        s.get(JAVA_INT, CQ_OFF + 4),
        s.get(JAVA_INT, CQ_OFF + 16),
        s.get(JAVA_INT, CQ_OFF + 20));
  }
}
