package mortise.hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mortise.cli.hub.RoomListener;
import mortise.cli.hub.RoomMember;

/**
 * Who is there on other nodes. A node repeats its list; when it has been silent for {@link #limit}
 * its members count as gone. The numbers of nodes and members are bounded, since the hub may have
 * others than nodes.
 */
final class Presence {
  private static final int NODES = 1024;

  /** Those of all nodes. */
  private static final int MEMBERS = 16_384;

  private final RoomListener listener;
  private final long limit;

  /** Guarded by this. */
  private final Map<String, Node> nodes = new HashMap<>();

  private int count;

  private static final class Node {
    private final String life;
    private final Map<Integer, RoomMember> members = new TreeMap<>();
    private long heardAt;

    Node(String life) {
      this.life = life;
    }
  }

  /**
   * @param limit how long a node may be silent, in nanoseconds
   */
  Presence(RoomListener listener, long limit) {
    this.listener = listener;
    this.limit = limit;
  }

  /**
   * Takes a message of a node.
   *
   * @param list the body of a list: lines with a number, a blank and a name
   */
  synchronized void heard(Envelope from, String list, long now) {
    Node node = nodes.get(from.node());
    if (from.kind() == Envelope.Kind.BYE) {
      // That of an earlier run may come late.
      if (node != null && node.life.equals(from.life())) {
        forget(from.node(), "");
      }
      return;
    }
    if (node != null && !node.life.equals(from.life())) {
      forget(from.node(), "its node was started anew");
      node = null;
    }
    if (node == null) {
      if (nodes.size() >= NODES) {
        return;
      }
      node = new Node(from.life());
      nodes.put(from.node(), node);
    }
    node.heardAt = now;
    switch (from.kind()) {
      case JOINED -> arrive(node, from.speaker());
      case LEFT -> depart(node, from.member(), "");
      case LIST -> replace(node, from.node(), list);
      case SAID, TICK, BYE, CLAIM, OWNED -> {}
    }
  }

  private void arrive(Node node, RoomMember member) {
    boolean known = node.members.containsKey(member.number());
    if (!known && count < MEMBERS) {
      node.members.put(member.number(), member);
      count++;
      listener.arrived(member);
    }
  }

  private void depart(Node node, int number, String reason) {
    RoomMember gone = node.members.remove(number);
    if (gone != null) {
      count--;
      listener.departed(gone, reason);
    }
  }

  private void replace(Node node, String name, String list) {
    Map<Integer, RoomMember> there = members(name, list);
    for (int number : List.copyOf(node.members.keySet())) {
      if (!there.containsKey(number)) {
        depart(node, number, "");
      }
    }
    there.values().forEach(member -> arrive(node, member));
  }

  /** The members in a list; lines that are none are left out. */
  private static Map<Integer, RoomMember> members(String node, String list) {
    Map<Integer, RoomMember> members = new TreeMap<>();
    for (String line : list.split("\n", MEMBERS + 1)) {
      int blank = line.indexOf(' ');
      if (blank > 0
          && blank < 10
          && line.chars().limit(blank).allMatch(c -> c >= '0' && c <= '9')) {
        int number = Integer.parseInt(line, 0, blank, 10);
        members.put(number, new RoomMember(node, number, Envelope.name(line.substring(blank + 1))));
      }
    }
    return members;
  }

  private void forget(String name, String reason) {
    Node node = nodes.remove(name);
    if (node != null) {
      count -= node.members.size();
      node.members.values().forEach(member -> listener.departed(member, reason));
    }
  }

  /** Forgets the nodes that have been silent for too long. */
  synchronized void expire(long now) {
    List<String> silent = new ArrayList<>();
    nodes.forEach((name, node) -> {
      if (now - node.heardAt > limit) {
        silent.add(name);
      }
    });
    silent.forEach(name -> forget(name, "its node is silent"));
  }

  /** The body of a list. */
  static String list(Iterable<RoomMember> members) {
    StringBuilder list = new StringBuilder();
    for (RoomMember member : members) {
      list.append(member.number()).append(' ').append(member.name()).append('\n');
    }
    return list.toString();
  }
}
