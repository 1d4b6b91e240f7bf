package mortise.sys.struct;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
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

  /**
   * Returns bytes as text in UTF-8. A byte that is no UTF-8 becomes the unpaired surrogate U+DC00 +
   * byte, so nothing is lost, as in Python's {@code surrogateescape} (PEP 383).
   */
  public static String text(byte[] bytes) {
    boolean ascii = true;
    for (byte each : bytes) {
      ascii &= each >= 0;
    }
    if (ascii) {
      return new String(bytes, StandardCharsets.US_ASCII); // a decoder costs a start its classes
    }
    CharsetDecoder utf8 =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (true) {
      CoderResult result = utf8.decode(in, out, true);
      if (!result.isError()) {
        return out.flip().toString();
      }
      // Each byte by itself, since what follows the first may begin a character.
      out.put((char) (0xdc00 | in.get() & 0xff));
    }
  }

  /** Returns a C string as {@link #text(byte[])}, or null for {@code NULL}. */
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
    return text(bytes);
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
