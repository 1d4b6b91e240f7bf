package mortise.hub;

import java.util.LinkedHashMap;
import java.util.Map;

/** The number of the last message of each node, to see what is missing. Not thread-safe. */
final class Sequences {
  /** What is remembered at most; nodes that were silent for longest are forgotten first. */
  private static final int NODES = 4096;

  /** A message that has been there before. */
  static final long REPEATED = -1;

  private record Last(String life, long sequence) {}

  private final Map<String, Last> lasts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
          return size() > NODES;
        }
      };

  /**
   * Takes a message.
   *
   * @return how many are missing before it; {@link #REPEATED} where it is none that is new
   */
  long message(String node, String life, long sequence) {
    return take(node, life, sequence, sequence - 1);
  }

  /**
   * Takes the news that a node has sent so many messages.
   *
   * @return how many of them are missing
   */
  long tick(String node, String life, long sequence) {
    return Math.max(0, take(node, life, sequence, sequence));
  }

  private long take(String node, String life, long sequence, long before) {
    Last last = lasts.get(node);
    if (last == null) {
      // The first that is heard of this node: what it has said before was for others.
      lasts.put(node, new Last(life, sequence));
      return 0;
    }
    if (!last.life.equals(life)) {
      lasts.put(node, new Last(life, sequence));
      return before;
    }
    if (sequence <= last.sequence) {
      return REPEATED;
    }
    lasts.put(node, new Last(life, sequence));
    return before - last.sequence;
  }
}
