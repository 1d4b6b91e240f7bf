package mortise.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static mortise.sys.Calls.pointers;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;
import static mortise.sys.Native.result;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;
import mortise.sys.struct.Pointers;

/** {@code sys/mman.h}: memory that costs nothing until it is written. */
@Header("sys/mman.h")
public final class SysMman {
  public static final int PROT_READ = 1;
  public static final int PROT_WRITE = 2;
  public static final int MAP_SHARED = 1;
  public static final int MAP_PRIVATE = 2;
  public static final int MAP_ANONYMOUS = 0x20;
  public static final int MAP_POPULATE = 0x8000;
  public static final int MAP_NORESERVE = 0x4000;

  private SysMman() {}

  private static final class Mmap {
    static final MemorySegment FUNCTION = function("mmap");
  }

  private static final class Munmap {
    static final MemorySegment FUNCTION = function("munmap");
  }

  /**
   * {@code void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)} of
   * anonymous memory; PLAIN. The result is the address or {@code -errno}; {@link #memory} makes a
   * segment of it.
   */
  public static long mmap(long length, int protection, int flags) {
    return mmap(length, protection, flags, -1, 0);
  }

  /** {@code mmap} of a file, or of a device's memory; PLAIN. */
  public static long mmap(long length, int protection, int flags, int fd, long offset) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(JAVA_INT);
      return result(
          pointers(
              Mmap.FUNCTION,
              errno,
              MemorySegment.NULL,
              number(length),
              number(protection),
              number(flags),
              number(fd),
              number(offset)),
          errno);
    }
  }

  /** The memory at an address that {@link #mmap} returned. It is not bound to any arena. */
  public static MemorySegment memory(long address, long length) {
    return Pointers.memory(number(address), length);
  }

  /** {@code int munmap(void *addr, size_t length)}; PLAIN. Nothing may use the memory any more. */
  public static int munmap(MemorySegment memory) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(JAVA_INT);
      return (int)
          result(
              pointers(
                  Munmap.FUNCTION, errno, memory, number(memory.byteSize()), MemorySegment.NULL),
              errno);
    }
  }
}
