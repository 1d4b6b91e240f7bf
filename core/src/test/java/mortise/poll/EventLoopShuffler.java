package mortise.poll;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Has threads of a group move between its loops at random, until it is closed. */
public final class EventLoopShuffler implements AutoCloseable {
  private final EventLoopGroup group;
  private final Random random;
  private final Thread thread;

  public EventLoopShuffler(EventLoopGroup group, long seed) {
    this.group = group;
    this.random = new Random(seed);
    thread = Thread.ofPlatform().daemon().name("shuffler").start(this::run);
  }

  private void run() {
    try {
      while (true) {
        for (int i = 0; i < group.size(); i++) {
          List<EventLoop> others = new ArrayList<>(group.loops());
          others.remove(i);
          Collections.shuffle(others, random);
          EventLoop[] targets =
              others.subList(0, 1 + random.nextInt(others.size())).toArray(EventLoop[]::new);
          group.loop(i).relocate(new Relocation(random.nextDouble(), targets));
        }
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      // That is the end.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    group.loops().forEach(loop -> loop.relocate(null));
  }
}
