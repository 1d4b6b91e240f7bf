package mortise.cli.relay;

import java.util.ArrayList;
import java.util.List;
import mortise.net.Loop;

/** A loop for each processor, for connections in turn; both ends of one are on the same. */
final class LoopPool implements AutoCloseable {
  private final List<Loop> loops = new ArrayList<>();
  private int given;

  LoopPool() {
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      loops.add(Loop.open("relay-" + i));
    }
  }

  Loop next() {
    return loops.get(Math.floorMod(given++, loops.size()));
  }

  /** Takes no more; connections go on. */
  @Override
  public void close() {
    loops.forEach(Loop::close);
  }
}
