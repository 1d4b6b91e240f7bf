package mortise.hub;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How far a node is in a stream.
 *
 * @param taken the number of the last message that it has taken
 * @param open those up to there that it has not shown, since they wait for an earlier one
 */
record Place(long taken, SortedSet<Long> open) {
  Place(long taken, Collection<Long> open) {
    this(taken, new TreeSet<>(open));
  }

  /** The number of the message behind which nothing may be left out. */
  long before() {
    return open.isEmpty() ? taken : open.first() - 1;
  }

  boolean hasShown(long number) {
    return number <= taken && !open.contains(number);
  }

  byte[] encode() {
    String text =
        open.stream().map(number -> " " + number).collect(Collectors.joining("", "" + taken, ""));
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads what {@link #encode} has made.
   *
   * @throws NumberFormatException when it is something else
   */
  static Place decode(byte[] bytes) {
    String[] words = new String(bytes, StandardCharsets.US_ASCII).split(" ");
    SortedSet<Long> open = new TreeSet<>();
    for (int i = 1; i < words.length; i++) {
      open.add(Long.parseLong(words[i]));
    }
    return new Place(Long.parseLong(words[0]), open);
  }
}
