package mortise.sys.struct;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/**
 * The memory behind pointers, found by address: for {@link SystemLayer#PORTABLE}, where a pointer
 * leads to memory that Java has allocated, and following it must not require the grant of native
 * access.
 *
 * <p>Memory is recorded when its address is written into a struct, and stays reachable until a
 * bounded number of others has been recorded.
 */
final class OwnMemory {
  /** More than the pointers of 1024 messages, the most that one call takes. */
  private static final int MOST = 1 << 14;

  /** By address. Guarded by the class. */
  private static final TreeMap<Long, MemorySegment> KNOWN = new TreeMap<>();

  /** The addresses in the order of their recording. Guarded by the class. */
  private static final Queue<Long> ORDER = new ArrayDeque<>();

  private OwnMemory() {}

  static synchronized void record(MemorySegment segment) {
    if (!segment.isNative() || segment.byteSize() == 0) {
      return;
    }
    if (KNOWN.put(segment.address(), segment) == null) {
      ORDER.add(segment.address());
    }
    if (ORDER.size() > MOST) {
      KNOWN.remove(ORDER.poll());
    }
  }

  /**
   * The memory from an address to the end of what was recorded.
   *
   * @throws IllegalArgumentException when the address was not recorded
   */
  static synchronized MemorySegment from(long address) {
    Map.Entry<Long, MemorySegment> entry = KNOWN.floorEntry(address);
    // Memory that was freed may lie, by its record, within what the address belongs to now; a part
    // that was recorded by itself may lie before it.
    while (entry != null && !holds(entry.getValue(), address)) {
      entry = KNOWN.lowerEntry(entry.getKey());
    }
    if (entry == null) {
      throw new IllegalArgumentException("no memory of this program at address " + address);
    }
    return entry.getValue().asSlice(address - entry.getKey());
  }

  private static boolean holds(MemorySegment segment, long address) {
    return segment.scope().isAlive() && address < segment.address() + segment.byteSize();
  }
}
