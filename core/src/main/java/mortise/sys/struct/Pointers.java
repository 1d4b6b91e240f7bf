package mortise.sys.struct;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads what C pointers point to. */
public final class Pointers {
  private Pointers() {}

  /**
   * Returns a buffer over the bytes of a struct, off-heap or in a byte array. Accessors go through
   * it, since the first access by a layout spins some ten classes and costs a start milliseconds.
   */
  public static ByteBuffer buffer(MemorySegment s) {
    return s.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /** Returns the {@code size} bytes behind a pointer; {@code NULL} stays {@code NULL}. */
  public static MemorySegment memory(MemorySegment pointer, long size) {
    return isNull(pointer) ? MemorySegment.NULL : view(pointer, size);
  }

  /** Returns at most the {@code size} bytes behind a pointer that is not {@code NULL}. */
  @SuppressWarnings("restricted")
  private static MemorySegment view(MemorySegment pointer, long size) {
    if (SystemLayer.PORTABLE) {
      MemorySegment memory = OwnMemory.from(pointer.address());
      return memory.asSlice(0, Math.min(size, memory.byteSize()));
    }
    return pointer.reinterpret(size);
  }

  /**
   * Records memory whose address is being written into a struct, so that {@link
   * SystemLayer#PORTABLE} finds it again.
   *
   * @return the memory
   */
  public static MemorySegment recorded(MemorySegment memory) {
    if (SystemLayer.PORTABLE) {
      OwnMemory.record(memory);
    }
    return memory;
  }

  /** Returns a C string as UTF-8 text, or null for {@code NULL}. */
  public static String string(MemorySegment pointer) {
    if (isNull(pointer)) {
      return null;
    }
    // A view that is longer than the string: reads stop at the NUL.
    ByteBuffer chars = view(pointer, 1 << 30).asByteBuffer();
    int length = 0;
    while (chars.get(length) != 0) {
      length++;
    }
    byte[] bytes = new byte[length];
    chars.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Returns the strings of a C array that ends with {@code NULL}. */
  public static List<String> strings(MemorySegment pointer) {
    return pointers(pointer).stream().map(Pointers::string).toList();
  }

  /** Returns the pointers of a C array that ends with {@code NULL}. */
  public static List<MemorySegment> pointers(MemorySegment pointer) {
    List<MemorySegment> pointers = new ArrayList<>();
    if (!isNull(pointer)) {
      MemorySegment array = view(pointer, Long.MAX_VALUE);
      MemorySegment each;
      for (int i = 0; !isNull(each = array.getAtIndex(ValueLayout.ADDRESS, i)); i++) {
        pointers.add(each);
      }
    }
    return pointers;
  }

  /** Returns whether a pointer is {@code NULL}. */
  public static boolean isNull(MemorySegment pointer) {
    return pointer.address() == 0;
  }
}
