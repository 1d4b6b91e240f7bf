package mortise.poll;

import java.util.Arrays;

/** The connections in a ring: each has a slot, whose number its requests are given along. */
final class RingSlots {
  private static final int FIRST = 64;

  private RingStream[] streams = new RingStream[FIRST];
  private int[] free = new int[FIRST];
  private int freeCount;
  private int end;

  int add(RingStream stream) {
    if (freeCount == 0 && end == streams.length) {
      int[] moreFree = new int[2 * end];
      streams = Arrays.copyOf(streams, 2 * end);
      free = moreFree;
    }
    int slot = freeCount > 0 ? free[--freeCount] : end++;
    streams[slot] = stream;
    return slot;
  }

  void remove(int slot) {
    streams[slot] = null;
    free[freeCount++] = slot;
  }

  /** The connection in a slot, or null. */
  RingStream get(int slot) {
    return streams[slot];
  }

  boolean areEmpty() {
    return end == freeCount;
  }

  /** No slot from here on was ever used. */
  int end() {
    return end;
  }
}
