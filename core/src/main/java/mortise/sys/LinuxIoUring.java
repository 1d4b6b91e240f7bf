package mortise.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static mortise.sys.Native.result;
import static mortise.sys.Native.rethrow;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import mortise.sys.struct.Header;

/** {@code linux/io_uring.h}: requests to the kernel and their completions by shared memory. */
@Header("linux/io_uring.h")
public final class LinuxIoUring {
  public static final int IORING_SETUP_CQSIZE = 1 << 3;
  public static final int IORING_SETUP_SUBMIT_ALL = 1 << 7;
  public static final int IORING_SETUP_SINGLE_ISSUER = 1 << 12;
  public static final int IORING_SETUP_DEFER_TASKRUN = 1 << 13;

  public static final int IORING_ENTER_GETEVENTS = 1;
  public static final int IORING_ENTER_EXT_ARG = 1 << 3;

  public static final int IORING_OP_POLL_ADD = 6;
  public static final int IORING_OP_ASYNC_CANCEL = 14;
  public static final int IORING_OP_SEND = 26;
  public static final int IORING_OP_RECV = 27;

  public static final int IORING_POLL_ADD_MULTI = 1;
  public static final int IORING_RECV_MULTISHOT = 1 << 1;
  public static final int IOSQE_BUFFER_SELECT = 1 << 5;

  public static final int IORING_CQE_F_BUFFER = 1;
  public static final int IORING_CQE_F_MORE = 1 << 1;
  public static final int IORING_CQE_BUFFER_SHIFT = 16;

  public static final int IORING_SQ_CQ_OVERFLOW = 1 << 1;

  public static final int IORING_REGISTER_PBUF_RING = 22;

  public static final int IORING_OFF_SQ_RING = 0;
  public static final int IORING_OFF_SQES = 0x10000000;

  private static final long SETUP = 425;
  private static final long ENTER = 426;
  private static final long REGISTER = 427;

  private LinuxIoUring() {}

  private static final class Syscall {
    static final MethodHandle CALL =
        Native.plain(
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                JAVA_LONG));
    static final MemorySegment FUNCTION = Native.function("syscall");
  }

  private static int call(
      MemorySegment errno, long number, long a, long b, long c, long d, long e, long f) {
    try {
      return (int)
          result(
              (long) Syscall.CALL.invokeExact(Syscall.FUNCTION, errno, number, a, b, c, d, e, f),
              errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /** {@code int io_uring_setup(u32 entries, struct io_uring_params *p)}; PLAIN. */
  public static int io_uring_setup(MemorySegment errno, int entries, MemorySegment params) {
    return call(errno, SETUP, entries, params.address(), 0, 0, 0, 0);
  }

  /** {@code int io_uring_enter(fd, to_submit, min_complete, flags, arg, argsz)}; BLOCKING. */
  public static int io_uring_enter(
      MemorySegment errno, int fd, int submit, int complete, int flags, long arg, long size) {
    return call(errno, ENTER, fd, submit, complete, flags, arg, size);
  }

  /** {@code int io_uring_register(fd, opcode, arg, nr_args)}; PLAIN. */
  public static int io_uring_register(
      MemorySegment errno, int fd, int opcode, MemorySegment arg, int count) {
    return call(errno, REGISTER, fd, opcode, arg.address(), count, 0, 0);
  }
}
