package mortise.cli.inspect;

import java.time.Instant;
import mortise.cli.flow.Direction;

/**
 * Bytes that went one way at once.
 *
 * @param number counts the parts of a conversation, from 1
 * @param time when they were passed on
 * @param offset how many bytes went that way before
 * @param bytes to be left as they are
 */
public record HistoryPart(long number, Instant time, Direction way, long offset, byte[] bytes) {
  /** What a part costs beside its bytes, so that very small ones are bounded too. */
  private static final int OVERHEAD = 96;

  long cost() {
    return OVERHEAD + bytes.length;
  }
}
