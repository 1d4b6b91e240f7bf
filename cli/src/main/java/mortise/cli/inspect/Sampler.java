package mortise.cli.inspect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mortise.cli.flow.Direction;
import mortise.cli.sockets.PeerProcesses;

/**
 * Looks at all conversations five times a second, while a browser shows the page, and makes one
 * frame of what has changed, for all browsers. Whoever misses a frame gets the whole table.
 */
final class Sampler {
  private static final long BETWEEN = 200;
  private static final int PER_SECOND = 5;

  private final Inspector inspector;
  private final Samples total = new Samples();

  /** Guarded by this, as all below. */
  private long frame;

  private String json = "";

  /** The sampler's own, as all below. */
  private Set<Long> shown = new HashSet<>();

  private Map<String, Long> counts = Map.of();
  private long turn;

  Sampler(Inspector inspector) {
    this.inspector = inspector;
  }

  void start() {
    Thread.ofPlatform().daemon().name("inspect").start(this::run);
  }

  private void run() {
    try {
      while (inspector.viewers().goOn()) {
        sample();
        Thread.sleep(BETWEEN);
      }
    } catch (InterruptedException _) {
      // The program ends.
    }
  }

  private void sample() {
    long nanos = System.nanoTime();
    boolean second = turn++ % PER_SECOND == 0;
    StringBuilder rows = new StringBuilder();
    Set<Long> now = new HashSet<>();
    long[] sum = new long[2];
    for (Conversation c : inspector.conversations()) {
      now.add(c.number());
      sample(c, nanos, second);
      if (c.closedAt() == 0) {
        sum[0] += c.samples().rate(Direction.SENT);
        sum[1] += c.samples().rate(Direction.RECEIVED);
      }
      change(c, rows);
    }
    shown.removeAll(now);
    StringBuilder text = new StringBuilder();
    JsonText frame = new JsonText(text).put("now", System.currentTimeMillis());
    frame.raw("rows", rows.insert(0, '[').append(']'));
    if (!shown.isEmpty()) {
      frame.raw("gone", shown.toString());
    }
    shown = now;
    note(frame, sum, second);
    frame.end();
    publish(text.toString());
    if (second) {
      findProcesses();
    }
  }

  private void sample(Conversation c, long nanos, boolean second) {
    if (c.closedAt() != 0) {
      c.samples().take(c.moved(Direction.SENT), c.moved(Direction.RECEIVED), nanos);
      return;
    }
    long rates = c.samples().rate(Direction.SENT) + c.samples().rate(Direction.RECEIVED);
    c.samples().take(c.moved(Direction.SENT), c.moved(Direction.RECEIVED), nanos);
    if (second || rates > 0) {
      c.lookAtTcp();
    }
    if (second) {
      c.samples().note(System.currentTimeMillis() / 1000, Math.max(0, Row.rtt(c)));
    }
  }

  /** Appends a row where it is another than the last time. */
  private static void change(Conversation c, StringBuilder rows) {
    Samples samples = c.samples();
    boolean whole = !samples.shown;
    String row = Row.json(c, whole);
    if (whole || row.hashCode() != samples.sentHash) {
      rows.append(rows.isEmpty() ? "" : ",").append(row);
      samples.sentHash = whole ? Row.json(c, false).hashCode() : row.hashCode();
      samples.shown = true;
    }
  }

  private void note(JsonText frame, long[] sum, boolean second) {
    frame.raw("sum", "[" + sum[0] + "," + sum[1] + "]");
    frame.put("used", inspector.budget().used()).put("all", inspector.all());
    if (second) {
      total.sum(sum[0], sum[1], System.currentTimeMillis() / 1000);
      Map<String, Long> next = inspector.counts();
      if (!next.equals(counts)) {
        frame.put("counts", next);
        counts = next;
      }
    }
  }

  private void findProcesses() {
    List<Conversation> unknown = new ArrayList<>();
    for (Conversation c : inspector.conversations()) {
      if (!c.isProcessKnown()) {
        unknown.add(c);
      }
    }
    if (!unknown.isEmpty()) {
      PeerProcesses processes = PeerProcesses.read();
      for (Conversation c : unknown) {
        c.process(processes.of(c.peer(), c.remote(), c.local()));
        c.samples().shown = c.samples().shown && c.process().isEmpty();
      }
    }
  }

  private synchronized void publish(String text) {
    frame++;
    json = text;
    notifyAll();
  }

  /** A frame and its number. */
  record Frame(long number, String json) {}

  /** Waits for a frame behind a number; null where none has come in a while. */
  synchronized Frame after(long number) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (frame <= number) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return null;
      }
      wait(left);
    }
    return new Frame(frame, json);
  }

  /** The number of the last frame. */
  synchronized long last() {
    return frame;
  }

  /** Everything, for a browser that comes. */
  String whole() {
    StringBuilder text = new StringBuilder();
    JsonText whole = new JsonText(text).put("now", System.currentTimeMillis());
    StringBuilder rows = new StringBuilder("[");
    for (Conversation c : inspector.conversations()) {
      rows.append(rows.length() == 1 ? "" : ",").append(Row.json(c, true));
    }
    whole.raw("rows", rows.append(']')).put("used", inspector.budget().used());
    whole.put("counts", inspector.counts()).put("all", inspector.all());
    whole.put("history", inspector.settings().history()).put("most", inspector.budget().most());
    whole.some("always", inspector.settings().always()).some("dials", inspector.dial() != null);
    whole.end();
    return text.toString();
  }

  /** The plot of all conversations together. */
  Samples total() {
    return total;
  }
}
