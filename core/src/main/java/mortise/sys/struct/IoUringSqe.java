package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct io_uring_sqe}: a request. */
@Header(value = "linux/io_uring.h", struct = "struct io_uring_sqe")
public final class IoUringSqe {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("opcode"),
          JAVA_BYTE.withName("flags"),
          JAVA_SHORT.withName("ioprio"),
          JAVA_INT.withName("fd"),
          JAVA_LONG.withName("off"),
          JAVA_LONG.withName("addr"),
          JAVA_INT.withName("len"),
          JAVA_INT.withName("msg_flags"),
          JAVA_LONG.withName("user_data"),
          JAVA_SHORT.withName("buf_group"),
          JAVA_SHORT.withName("personality"),
          JAVA_INT.withName("splice_fd_in"),
          JAVA_LONG.withName("addr3"),
          MemoryLayout.paddingLayout(8));

  public static final long SIZE = LAYOUT.byteSize();

  private IoUringSqe() {}

  /** Begins a request at an offset of the queue; all other fields are zero. */
  public static void set(MemorySegment queue, long at, int operation, int fd, long data) {
    queue.set(JAVA_LONG, at, operation | (long) fd << 32);
    queue.set(JAVA_LONG, at + 8, 0);
    queue.set(JAVA_LONG, at + 16, 0);
    queue.set(JAVA_LONG, at + 24, 0);
    queue.set(JAVA_LONG, at + 32, data);
    queue.set(JAVA_LONG, at + 40, 0);
    queue.set(JAVA_LONG, at + 48, 0);
    queue.set(JAVA_LONG, at + 56, 0);
  }

  /** Makes it a receive into buffers of group 0. */
  public static void receive(MemorySegment queue, long at, int flags, int ioprio) {
    queue.set(JAVA_BYTE, at + 1, (byte) flags);
    queue.set(JAVA_SHORT, at + 2, (short) ioprio);
  }

  /** Makes it a poll for these events. */
  public static void poll(MemorySegment queue, long at, int events, int flags) {
    queue.set(JAVA_INT, at + 24, flags);
    queue.set(JAVA_INT, at + 28, events);
  }

  public static void address(MemorySegment queue, long at, long address) {
    queue.set(JAVA_LONG, at + 16, address);
  }

  public static void length(MemorySegment queue, long at, int length) {
    queue.set(JAVA_INT, at + 24, length);
  }

  public static void messageFlags(MemorySegment queue, long at, int flags) {
    queue.set(JAVA_INT, at + 28, flags);
  }
}
