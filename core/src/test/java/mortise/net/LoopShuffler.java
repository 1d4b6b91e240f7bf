package mortise.net;

import mortise.poll.EventLoopShuffler;

/** {@link EventLoopShuffler} for the public class. */
public final class LoopShuffler implements AutoCloseable {
  private final EventLoopShuffler shuffler;

  public LoopShuffler(LoopGroup group, long seed) {
    shuffler = new EventLoopShuffler(group.loops(), seed);
  }

  @Override
  public void close() {
    shuffler.close();
  }
}
