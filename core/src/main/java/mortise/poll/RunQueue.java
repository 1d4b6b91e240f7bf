package mortise.poll;

import java.util.function.IntFunction;

/**
 * The virtual threads that are ready, in their order, for the one thread that owns the loop.
 *
 * <p>A lack of memory loses none of them. {@link java.util.ArrayDeque} adds first and grows then;
 * where it cannot grow it is left full, which it takes for empty. This one grows before it adds,
 * into an array that {@link #prepare} has allocated before it is needed.
 */
final class RunQueue {
  private static final int FIRST = 256;

  private final IntFunction<Runnable[]> allocator;
  private Runnable[] ring;

  /** The next ring; null where none is prepared. */
  private Runnable[] larger;

  private int head;
  private int size;

  RunQueue() {
    this(FIRST, Runnable[]::new);
  }

  /**
   * @param capacity a power of two
   */
  RunQueue(int capacity, IntFunction<Runnable[]> allocator) {
    this.allocator = allocator;
    this.ring = allocator.apply(capacity);
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /**
   * Adds at the end.
   *
   * @throws OutOfMemoryError when there is no room and no memory for more; then nothing has changed
   */
  void add(Runnable task) {
    makeRoom();
    ring[head + size & ring.length - 1] = task;
    size++;
  }

  /**
   * Makes sure that the next {@link #add} does not fail.
   *
   * @throws OutOfMemoryError when there is no memory for that; then nothing has changed
   */
  void makeRoom() {
    if (size == ring.length) {
      grow(larger == null ? allocator.apply(2 * size) : larger);
    }
  }

  private void grow(Runnable[] next) {
    int first = ring.length - head;
    System.arraycopy(ring, head, next, 0, first);
    System.arraycopy(ring, 0, next, first, head);
    ring = next;
    head = 0;
    larger = null;
  }

  /** The first one, which stays; null where there is none. */
  Runnable peek() {
    return ring[head];
  }

  /** Takes the first one; null where there is none. */
  Runnable poll() {
    Runnable task = ring[head];
    if (task != null) {
      ring[head] = null;
      head = head + 1 & ring.length - 1;
      size--;
    }
    return task;
  }

  /** Allocates the next ring where this one is half full. May throw, which loses nothing. */
  void prepare() {
    if (larger == null && size > ring.length / 2) {
      larger = allocator.apply(2 * ring.length);
    }
  }
}
