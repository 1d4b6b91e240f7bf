package mortise.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;
import mortise.poll.BlockingCalls;
import mortise.poll.Outcome;
import mortise.sys.SysErrno;
import org.jspecify.annotations.Nullable;

/** Calls of libc that block while they look something up. */
final class Lookups {
  private static final int FIRST_BUFFER = 1 << 10;

  /** What no list of aliases reaches. */
  private static final int LAST_BUFFER = 1 << 20;

  private Lookups() {}

  /**
   * Runs a call on a thread of its own and waits for it.
   *
   * @param name the C name, and {@code about} what it is about, for texts
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  static int run(String name, String about, Deadline deadline, IntSupplier call)
      throws IOException {
    long begin = Trace.begin();
    long result = BlockingCalls.run(call, deadline.waitLimit);
    boolean ours = result == Outcome.TIMED_OUT || result == Outcome.INTERRUPTED;
    if (begin != 0) {
      // What a look-up does not find is no error of the kernel's; ENOENT makes it readable.
      Trace.end(begin, name, -1, about, ours ? result : result < 0 ? -SysErrno.ENOENT : result);
    }
    if (ours) {
      throw SocketExceptions.of(result, name + " " + about, null, null, 0);
    }
    return (int) result;
  }

  /** A {@code _r} call of netdb.h, which fills a struct that points into a buffer. */
  @FunctionalInterface
  interface Fill {
    int into(Arena arena, MemorySegment struct, MemorySegment buffer, MemorySegment result);
  }

  /**
   * Calls with larger and larger buffers until what is found fits.
   *
   * @param size the struct's size
   * @param read copies the struct, which is gone afterwards
   * @param missing receives the int behind the result where nothing is found
   */
  static <T> Optional<T> fill(int size, Fill fill, Function<MemorySegment, T> read, int[] missing) {
    for (int room = FIRST_BUFFER; ; room *= 2) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment struct = arena.allocate(size, 8);
        MemorySegment result = arena.allocate(2 * ValueLayout.ADDRESS.byteSize(), 8);
        int code = fill.into(arena, struct, arena.allocate(room), result);
        if (code == -SysErrno.ERANGE && room < LAST_BUFFER) {
          continue;
        }
        if (result.get(ValueLayout.ADDRESS, 0).address() != 0) {
          return Optional.of(read.apply(struct));
        }
        missing[0] = result.get(ValueLayout.JAVA_INT, ValueLayout.ADDRESS.byteSize());
        return Optional.empty();
      }
    }
  }

  /** A C string, or {@code NULL}. */
  static MemorySegment cString(Arena arena, @Nullable String text) {
    if (text == null) {
      return MemorySegment.NULL;
    }
    // By way of a buffer, since the first copy from a string costs a start milliseconds.
    byte[] bytes = ByteText.encode(text);
    MemorySegment string = arena.allocate(bytes.length + 1L);
    string.asByteBuffer().put(bytes);
    return string;
  }

  /** An IllegalArgumentException where C would see only the text's start. */
  static void checkNoNul(String name, @Nullable String text) {
    if (text != null && text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(name + " has a NUL at " + text.indexOf('\0'));
    }
  }
}
