package mortise.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Strongly connected components of a graph, by Tarjan's algorithm. */
final class Cycles {
  private final Map<String, Set<String>> graph;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final Map<String, Integer> lowest = new HashMap<>();
  private final Deque<String> stack = new ArrayDeque<>();
  private final List<Set<String>> found = new ArrayList<>();

  private Cycles(Map<String, Set<String>> graph) {
    this.graph = graph;
  }

  /** The components of more than one node. */
  static List<Set<String>> of(Map<String, Set<String>> graph) {
    Cycles cycles = new Cycles(graph);
    for (String node : graph.keySet()) {
      if (!cycles.indexes.containsKey(node)) {
        cycles.visit(node);
      }
    }
    return cycles.found;
  }

  private void visit(String node) {
    int index = indexes.size();
    indexes.put(node, index);
    lowest.put(node, index);
    stack.push(node);
    for (String next : graph.getOrDefault(node, Set.of())) {
      if (!indexes.containsKey(next)) {
        visit(next);
        lowest.merge(node, lowest.get(next), Math::min);
      } else if (stack.contains(next)) {
        lowest.merge(node, indexes.get(next), Math::min);
      }
    }
    if (lowest.get(node) == index) {
      Set<String> component = new TreeSet<>();
      String top;
      do {
        top = stack.pop();
        component.add(top);
      } while (!top.equals(node));
      if (component.size() > 1) {
        found.add(component);
      }
    }
  }
}
