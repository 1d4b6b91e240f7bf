package mortise.poll;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Descriptors by number. Any thread reads and writes, without a lock: a slot stays where it is
 * while the table grows.
 */
final class DescriptorTable {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Descriptor[].class);
  private static final VarHandle CHUNKS;

  private static final int CHUNK_BITS = 8;
  private static final int CHUNK_SIZE = 1 << CHUNK_BITS;

  static {
    try {
      CHUNKS =
          MethodHandles.lookup()
              .findVarHandle(DescriptorTable.class, "chunks", Descriptor[][].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Replaced for each chunk that is added, and not written to. */
  private volatile Descriptor[][] chunks = {new Descriptor[CHUNK_SIZE]};

  /** The descriptor, or null. */
  Descriptor get(int number) {
    Descriptor[] chunk = chunk(number);
    return chunk == null ? null : (Descriptor) SLOT.getVolatile(chunk, number & CHUNK_SIZE - 1);
  }

  void put(int number, Descriptor descriptor) {
    Descriptor[] chunk;
    while ((chunk = chunk(number)) == null) {
      addChunk(number >>> CHUNK_BITS);
    }
    SLOT.setVolatile(chunk, number & CHUNK_SIZE - 1, descriptor);
  }

  /** Does nothing where the number has no descriptor. */
  void remove(int number) {
    Descriptor[] chunk = chunk(number);
    if (chunk != null) {
      SLOT.setVolatile(chunk, number & CHUNK_SIZE - 1, null);
    }
  }

  void forEach(Consumer<Descriptor> action) {
    for (int number = 0; number < chunks.length << CHUNK_BITS; number++) {
      Descriptor descriptor = get(number);
      if (descriptor != null) {
        action.accept(descriptor);
      }
    }
  }

  private Descriptor[] chunk(int number) {
    Descriptor[][] all = chunks;
    int index = number >>> CHUNK_BITS;
    return index < all.length ? all[index] : null;
  }

  private void addChunk(int index) {
    Descriptor[][] all = chunks;
    Descriptor[][] more = Arrays.copyOf(all, Math.max(all.length, index + 1));
    if (more[index] == null) {
      more[index] = new Descriptor[CHUNK_SIZE];
      CHUNKS.compareAndSet(this, all, more);
    }
  }
}
