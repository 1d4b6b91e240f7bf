package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct epoll_event}: the events of one descriptor, and what its owner gave along.
 *
 * <p>The kernel packs it on x86-64 alone, so that 32-bit programs see the same layout: 12 bytes
 * there, 16 elsewhere.
 */
@Header(value = "sys/epoll.h", struct = "struct epoll_event")
public final class EpollEvent {
  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

  public static final StructLayout LAYOUT =
      PACKED
          ? structLayout(JAVA_INT.withName("events"), JAVA_LONG_UNALIGNED.withName("data"))
          : structLayout(
              JAVA_INT.withName("events"),
              MemoryLayout.paddingLayout(4),
              JAVA_LONG_UNALIGNED.withName("data"));

  public static final long SIZE = LAYOUT.byteSize();
  private static final long DATA = PACKED ? 4 : 8;

  private EpollEvent() {}

  /** The events of entry {@code index} of an array of events. */
  public static int events(MemorySegment array, int index) {
    return array.get(JAVA_INT, index * SIZE);
  }

  /** The data of entry {@code index} of an array of events. */
  public static long data(MemorySegment array, int index) {
    return array.get(JAVA_LONG_UNALIGNED, index * SIZE + DATA);
  }

  /**
   * The events of an entry in a buffer in native order, since the first use of a layout takes
   * milliseconds at start-up.
   */
  public static int events(ByteBuffer array, int index) {
    return array.getInt(index * (int) SIZE);
  }

  /** The data of an entry in a buffer in native order. */
  public static long data(ByteBuffer array, int index) {
    return array.getLong(index * (int) SIZE + (int) DATA);
  }

  /** Fills one event of a buffer in native order. */
  public static void set(ByteBuffer event, int events, long data) {
    event.putInt(0, events).putLong((int) DATA, data);
  }

  /** Fills one event. */
  public static void set(MemorySegment event, int events, long data) {
    event.set(JAVA_INT, 0, events);
    event.set(JAVA_LONG_UNALIGNED, DATA, data);
  }
}
