package mortise.hub;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings the stored messages of each node into their order. One that was published again stands
 * behind later ones in the stream; those wait for it, for {@link #PATIENCE} at most and within
 * {@link #HELD_BYTES}. Not thread-safe.
 */
final class InOrder {
  private static final int NODES = 4096;
  private static final int HELD = 512;
  static final int HELD_BYTES = 1 << 20;
  private static final long PATIENCE = 30_000_000_000L;

  /**
   * A message.
   *
   * @param number its number in the stream
   */
  record Entry(long number, Envelope from, byte[] bytes) {}

  /**
   * What a message leads to.
   *
   * @param ready the messages to pass on, in order
   * @param lost how many before them are given up
   * @param repeated whether it was there before
   */
  record Outcome(List<Entry> ready, long lost, boolean repeated) {}

  private static final class Node {
    private final String life;
    private final long first;
    private long next;
    private final TreeMap<Long, Entry> held = new TreeMap<>();
    private long heldSince;

    Node(String life, long first) {
      this.life = life;
      this.first = first;
      this.next = first;
    }
  }

  /** The one that was silent for longest is first. */
  private final Map<String, Node> nodes = new LinkedHashMap<>(16, 0.75f, true);

  private long heldBytes;

  /** The bytes of the messages that wait for one before them. */
  long heldBytes() {
    return heldBytes;
  }

  /**
   * Takes a message from the stream.
   *
   * @param stored whether its node publishes it until it is stored, so that a missing one comes
   */
  Outcome take(Entry entry, boolean stored, long now) {
    Envelope from = entry.from();
    Node node = nodes.get(from.node());
    List<Entry> ready = new ArrayList<>(1);
    long lost = 0;
    if (node == null || !node.life.equals(from.life())) {
      // An earlier run is over, and what it has not stored does not come.
      lost = node == null ? makeRoom(ready) : giveUp(node, ready);
      node = new Node(from.life(), node == null ? from.sequence() : 1);
      nodes.put(from.node(), node);
    }
    if (from.sequence() < node.first) {
      // From before this node looked: late, and better than never.
      ready.add(entry);
      return new Outcome(ready, lost, false);
    }
    if (from.sequence() < node.next || node.held.containsKey(from.sequence())) {
      return new Outcome(ready, lost, true);
    }
    if (node.held.isEmpty()) {
      node.heldSince = now;
    }
    node.held.put(from.sequence(), entry);
    heldBytes += entry.bytes().length;
    release(node, ready);
    if (!stored
        || node.held.size() > HELD
        || heldBytes > HELD_BYTES
        || now - node.heldSince > PATIENCE) {
      lost += giveUp(node, ready);
    }
    return new Outcome(ready, lost, false);
  }

  /** Forgets a node where there are too many. */
  private long makeRoom(List<Entry> ready) {
    if (nodes.size() < NODES) {
      return 0;
    }
    Iterator<Node> eldest = nodes.values().iterator();
    long lost = giveUp(eldest.next(), ready);
    eldest.remove();
    return lost;
  }

  /** Gives up what has been waited for too long. */
  Outcome expire(long now) {
    List<Entry> ready = new ArrayList<>(0);
    long lost = 0;
    for (Node node : nodes.values()) {
      if (!node.held.isEmpty() && now - node.heldSince > PATIENCE) {
        lost += giveUp(node, ready);
      }
    }
    return new Outcome(ready, lost, false);
  }

  private void release(Node node, List<Entry> ready) {
    for (Entry entry; (entry = node.held.remove(node.next)) != null; node.next++) {
      ready.add(entry);
      heldBytes -= entry.bytes().length;
    }
  }

  private long giveUp(Node node, List<Entry> ready) {
    long lost = 0;
    while (!node.held.isEmpty()) {
      lost += node.held.firstKey() - node.next;
      node.next = node.held.firstKey();
      release(node, ready);
    }
    return lost;
  }
}
