package mortise.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import mortise.cli.hub.RoomListener;
import mortise.cli.hub.RoomMember;

/** What a node's members would hear. */
class Recorder implements RoomListener {
  private static final long LIMIT = 60_000;

  /** Guarded by this, as all below. */
  private final List<String> said = new ArrayList<>();

  private final List<String> news = new ArrayList<>();
  private final AtomicLong lost = new AtomicLong();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile boolean hasMembers = true;

  /** From now on messages are not taken. */
  void shut() {
    gate = new CountDownLatch(1);
  }

  void open() {
    gate.countDown();
  }

  void members(boolean there) {
    hasMembers = there;
  }

  @Override
  public void said(RoomMember from, byte[] bytes) throws InterruptedException {
    gate.await();
    synchronized (this) {
      said.add(from.number() + "@" + from.node() + " " + new String(bytes, UTF_8));
      notifyAll();
    }
  }

  @Override
  public boolean awaitMember(long millis) throws InterruptedException {
    if (!hasMembers) {
      Thread.sleep(Math.min(millis, 20));
    }
    return hasMembers;
  }

  @Override
  public boolean awaitShown() {
    return hasMembers;
  }

  @Override
  public void lost(String node, long count) {
    lost.addAndGet(count);
    tell("lost " + count + " of " + node);
  }

  @Override
  public void arrived(RoomMember member) {
    tell("arrived " + member.number() + "@" + member.node() + " " + member.name());
  }

  @Override
  public void departed(RoomMember member, String reason) {
    tell("departed " + member.number() + "@" + member.node() + " " + reason);
  }

  @Override
  public void notice(String sentence) {
    tell(sentence);
  }

  private synchronized void tell(String text) {
    news.add(text);
    notifyAll();
  }

  long lost() {
    return lost.get();
  }

  synchronized List<String> said() {
    return List.copyOf(said);
  }

  /** What member 4 of a node has said. */
  List<String> said(String node) {
    String prefix = "4@" + node + " ";
    return said().stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .toList();
  }

  synchronized List<String> news() {
    return List.copyOf(news);
  }

  void awaitSaid(int count) throws InterruptedException {
    await("that " + count + " messages arrive", () -> said.size() >= count);
  }

  void awaitSaid(String text) throws InterruptedException {
    await("'" + text + "'", () -> said.contains(text));
  }

  void awaitNews(String text) throws InterruptedException {
    await("the news '" + text + "'", () -> news.stream().anyMatch(line -> line.contains(text)));
  }

  private synchronized void await(String what, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.currentTimeMillis() + LIMIT;
    while (!condition.getAsBoolean()) {
      long left = end - System.currentTimeMillis();
      if (left <= 0) {
        throw new AssertionError(
            "waited in vain for " + what + "; " + said.size() + " messages, news: " + news);
      }
      wait(left);
    }
  }
}
