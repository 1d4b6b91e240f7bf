package mortise.cli.bench;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often which value came, to within a hundredth of it, from any number of threads. HdrHistogram
 * does the same and more, but is no module, and jlink makes no image with what is none.
 *
 * <p>Values below 256 have a count each; each doubling from there on is cut into 128 parts.
 */
final class Histogram {
  private static final int PARTS = 128;
  private static final int PART_BITS = 7;
  private static final int COUNTS = PARTS * (64 - PART_BITS);

  private final AtomicLongArray counts = new AtomicLongArray(COUNTS);

  void add(long value) {
    counts.incrementAndGet(index(Math.max(0, value)));
  }

  private static int index(long value) {
    int shift = Math.max(0, 63 - Long.numberOfLeadingZeros(value | 1) - PART_BITS);
    return shift * PARTS + (int) (value >>> shift);
  }

  /** The largest value that is counted at an index. */
  private static long most(int index) {
    int shift = Math.max(0, index / PARTS - 1);
    long part = index - (long) shift * PARTS;
    return (part + 1 << shift) - 1;
  }

  long count() {
    long all = 0;
    for (int i = 0; i < COUNTS; i++) {
      all += counts.get(i);
    }
    return all;
  }

  /**
   * The value that so many of all do not exceed; 0 when there are none.
   *
   * @param share 0 is the least of them, 1 the most
   */
  long quantile(double share) {
    long all = count();
    long wanted = Math.max(1, (long) Math.ceil(share * all));
    long seen = 0;
    for (int i = 0; i < COUNTS && all > 0; i++) {
      seen += counts.get(i);
      if (seen >= wanted) {
        return most(i);
      }
    }
    return 0;
  }

  /** The mean of the values as they are counted. */
  double mean() {
    double sum = 0;
    for (int i = 0; i < COUNTS; i++) {
      sum += (double) counts.get(i) * most(i);
    }
    return sum / Math.max(1, count());
  }
}
