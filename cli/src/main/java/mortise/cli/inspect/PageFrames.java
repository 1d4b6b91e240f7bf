package mortise.cli.inspect;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mortise.cli.flow.Direction;

/**
 * What the pages are sent: after each measurement one frame of what has changed, for all of them. A
 * page that misses a frame gets the whole table.
 */
final class PageFrames implements Sampler.Listener {
  private static final long PING = TimeUnit.SECONDS.toNanos(10);

  private final Inspector inspector;

  /** Guarded by this, as the next one. */
  private long number;

  private String json = "";

  /** The sampler's own, as the next one. */
  private Set<Long> shown = new HashSet<>();

  private Map<String, Long> counts = Map.of();

  PageFrames(Inspector inspector) {
    this.inspector = inspector;
  }

  @Override
  public void sampled(boolean second) {
    if (inspector.viewers().havePages()) {
      publish(frame(second));
    }
  }

  private String frame(boolean second) {
    StringBuilder rows = new StringBuilder("[");
    Set<Long> now = new HashSet<>();
    for (Conversation c : inspector.conversations()) {
      now.add(c.number());
      change(c, rows);
    }
    shown.removeAll(now);
    StringBuilder text = new StringBuilder();
    JsonText frame = new JsonText(text).put("now", System.currentTimeMillis());
    frame.raw("rows", rows.append(']'));
    if (!shown.isEmpty()) {
      frame.raw("gone", shown.toString());
    }
    shown = now;
    Samples total = inspector.sampler().total();
    long sent = total.rate(Direction.SENT);
    frame.raw("sum", "[" + sent + "," + total.rate(Direction.RECEIVED) + "]");
    frame.put("used", inspector.budget().used()).put("all", inspector.all());
    if (second) {
      Map<String, Long> next = inspector.counts();
      if (!next.equals(counts)) {
        frame.put("counts", next);
        counts = next;
      }
    }
    frame.end();
    return text.toString();
  }

  /** Appends a row where it has changed. */
  private static void change(Conversation c, StringBuilder rows) {
    Samples samples = c.samples();
    boolean whole = !samples.shown;
    String row = Row.json(c, whole);
    if (whole || row.hashCode() != samples.sentHash) {
      rows.append(rows.length() == 1 ? "" : ",").append(row);
      samples.sentHash = whole ? Row.json(c, false).hashCode() : row.hashCode();
      samples.shown = true;
    }
  }

  private synchronized void publish(String text) {
    number++;
    json = text;
    notifyAll();
  }

  /** A frame and its number. */
  record Frame(long number, String json) {}

  /** Waits for a frame after a number; null where a page should be pinged meanwhile. */
  synchronized Frame after(long last) throws InterruptedException {
    long end = System.nanoTime() + PING;
    while (number <= last) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return null;
      }
      wait(left);
    }
    return new Frame(number, json);
  }

  /** The number of the last frame. */
  synchronized long last() {
    return number;
  }

  /** The whole table, for a page that opens. */
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
}
