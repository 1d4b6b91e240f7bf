package mortise.cli.relay;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import mortise.cli.watch.Watch;
import mortise.cli.watch.WatchSettings;
import mortise.testing.Until;

/** A relay that runs in this process. */
final class Relaying implements AutoCloseable {
  static final RelaySettings BOTH_WAYS = new RelaySettings(false, null, Duration.ofMillis(500));
  static final RelaySettings ONE_WAY = new RelaySettings(true, null, Duration.ofMillis(500));

  private static final Pattern PORT = Pattern.compile("listening at [^;\\n]*:(\\d+)");

  private final StringWriter told = new StringWriter();
  private final Thread thread;
  private volatile Throwable failure;

  private Relaying(String first, String second, RelaySettings manner) throws Exception {
    WatchSettings quiet = WatchSettings.DEFAULT.progress(WatchSettings.When.NEVER);
    Watch watch = Watch.open(quiet);
    RelayRun run = new RelayRun(first, second, manner, watch, new PrintWriter(told, true));
    thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                run.run();
              } catch (Throwable t) {
                failure = t;
              }
            });
  }

  static Relaying start(String first, String second) throws Exception {
    return new Relaying(first, second, BOTH_WAYS);
  }

  static Relaying start(String first, String second, RelaySettings manner) throws Exception {
    return new Relaying(first, second, manner);
  }

  /** What somebody was told, once it has a text in it. */
  String told(String part) throws Exception {
    Until.holds(() -> told.toString().contains(part) || !thread.isAlive());
    if (!told.toString().contains(part)) {
      throw new AssertionError("never told '" + part + "'", failure);
    }
    return told.toString();
  }

  /** The port of the only listener, or of the first one. */
  int port() throws Exception {
    return port(0);
  }

  int port(int index) throws Exception {
    Until.holds(() -> PORT.matcher(told.toString()).results().count() > index || !thread.isAlive());
    return PORT.matcher(told.toString())
        .results()
        .skip(index)
        .findFirst()
        .map((MatchResult match) -> Integer.parseInt(match.group(1)))
        .orElseThrow(() -> new AssertionError("listens nowhere: " + told, failure));
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  /** Waits for the end, which has to be a good one. */
  void end() throws InterruptedException {
    Throwable ended = failure();
    if (ended != null) {
      throw new AssertionError("the relay failed", ended);
    }
  }

  /** Waits for the end; how it failed, or null. */
  Throwable failure() throws InterruptedException {
    thread.join();
    return failure;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
