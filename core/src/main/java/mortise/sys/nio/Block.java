package mortise.sys.nio;

import static mortise.sys.SysErrno.ERANGE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mortise.sys.struct.Pointers;

/** Memory that C strings and arrays of pointers are put into, one behind the other. */
final class Block {
  private final MemorySegment memory;
  private long used;

  Block(MemorySegment memory) {
    this.memory = Pointers.recorded(memory);
  }

  /** Room for {@code size} bytes, or ERANGE. */
  MemorySegment take(long size) throws ErrnoException {
    long from = (used + 7) & -8;
    if (from + size > memory.byteSize()) {
      throw new ErrnoException(ERANGE);
    }
    used = from + size;
    return memory.asSlice(from, size);
  }

  MemorySegment bytes(byte[] bytes) throws ErrnoException {
    return take(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
  }

  MemorySegment string(String text) throws ErrnoException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    MemorySegment s = take(bytes.length + 1L);
    s.asSlice(0, bytes.length).copyFrom(MemorySegment.ofArray(bytes));
    s.set(ValueLayout.JAVA_BYTE, bytes.length, (byte) 0);
    return s;
  }

  /** An array of pointers that ends with {@code NULL}. */
  MemorySegment pointers(List<MemorySegment> targets) throws ErrnoException {
    MemorySegment s = take(Long.BYTES * (targets.size() + 1L));
    for (int i = 0; i < targets.size(); i++) {
      put(s, i * (long) Long.BYTES, targets.get(i).address());
    }
    put(s, targets.size() * (long) Long.BYTES, 0);
    return s;
  }

  MemorySegment strings(List<String> texts) throws ErrnoException {
    List<MemorySegment> made = new java.util.ArrayList<>();
    for (String text : texts) {
      made.add(string(text));
    }
    return pointers(made);
  }

  static void put(MemorySegment s, long offset, long pointer) {
    s.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, pointer);
  }
}
