package mortise.cli.ping;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import mortise.cli.shell.Json;
import mortise.net.Deadline;
import mortise.net.Flags;
import mortise.net.Inet;
import mortise.net.Printable;
import mortise.net.ReceivedMessage;
import mortise.net.Socket;
import mortise.net.Type;

/**
 * The routers on the way to a host: UDP datagrams with a hop limit of one, then two, and so on, to
 * unused ports, or TCP connections to a given port. The router that drops one sends an ICMP error,
 * which arrives in the error queue; so no privileges are needed. That of TCP is there from Linux
 * 5.8 on.
 */
public final class HopTracer {
  private static final int FIRST_PORT = 33434;
  private static final int TRIES = 3;
  private static final int ANCILLARY = 512;

  private final PrintWriter out;
  private final PingSettings settings;
  private final boolean json;
  private volatile boolean stopped;

  public HopTracer(PrintWriter out, PingSettings settings, boolean json) {
    this.out = out;
    this.settings = settings;
    this.json = json;
  }

  /** What came of a try; {@code from} is null where nothing did. */
  private record Step(Inet from, Duration time, boolean isEnd, String note) {
    static final Step SILENCE = new Step(null, Duration.ZERO, false, "");
  }

  /** Ends it soon; from any thread. */
  public void stop() {
    stopped = true;
  }

  /**
   * Goes as far as so many hops.
   *
   * @return whether the host was reached
   */
  public boolean trace(Inet target, int most) throws IOException, InterruptedException {
    if (!json) {
      out.println(
          String.format(
              Locale.ROOT,
              "%s (%s), %d hops max, %d bytes of data",
              Printable.of(settings.host()),
              target.host(),
              most,
              settings.packet().size()));
      out.flush();
    }
    for (int hops = 1; hops <= most && !stopped; hops++) {
      List<Step> steps = steps(target, hops);
      report(hops, steps);
      if (out.checkError()) {
        return false;
      }
      if (steps.stream().anyMatch(Step::isEnd)) {
        return steps.stream()
            .anyMatch(step -> step.isEnd() && target.host().equals(step.from.host()));
      }
    }
    return false;
  }

  private List<Step> steps(Inet target, int hops) throws IOException, InterruptedException {
    List<FutureTask<Step>> tries = new ArrayList<>();
    for (int i = 0; i < TRIES; i++) {
      boolean connects = settings.way() == PingSettings.Way.TCP;
      Inet port = connects ? target : target.withPort(FIRST_PORT + TRIES * (hops - 1) + i);
      FutureTask<Step> one =
          new FutureTask<>(() -> connects ? connect(port, hops) : step(port, hops));
      Thread.ofVirtual().name("hop " + hops).start(one);
      tries.add(one);
    }
    List<Step> steps = new ArrayList<>();
    for (FutureTask<Step> one : tries) {
      try {
        steps.add(one.get());
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
      }
    }
    return steps;
  }

  private Step step(Inet port, int hops) throws IOException {
    try (Socket socket = Socket.open(port.family(), Type.DGRAM)) {
      PingSocketSetup.apply(socket, port, settings);
      PingSocketSetup.hops(socket, port, hops);
      PingSocketSetup.enableErrorQueue(socket, port);
      socket.connect(port);
      SendTime sent = SendTime.now();
      socket.send(settings.packet().data());
      try {
        Deadline deadline = Deadline.after(settings.timeout());
        ReceivedMessage answer = socket.recvMessage(1, ANCILLARY, Flags.NONE, deadline);
        return new Step(port, sent.until(answer), true, "");
      } catch (SocketTimeoutException e) {
        return Step.SILENCE;
      } catch (IOException e) {
        return ErrorQueue.take(socket).stream()
            .filter(entry -> entry.from() != null)
            .findFirst()
            .map(entry -> step(entry, sent))
            .orElseThrow(() -> e);
      }
    }
  }

  private Step connect(Inet port, int hops) throws IOException {
    try (Socket socket = Socket.open(port.family(), Type.STREAM)) {
      PingSocketSetup.apply(socket, port, settings);
      PingSocketSetup.hops(socket, port, hops);
      PingSocketSetup.enableErrorQueue(socket, port);
      SendTime sent = SendTime.now();
      try {
        socket.connect(port, Deadline.after(settings.timeout()));
        return new Step(port, sent.untilNow(), true, "");
      } catch (SocketTimeoutException e) {
        return Step.SILENCE;
      } catch (ConnectException e) {
        // Port unreachable: the host itself has replied.
        return new Step(port, sent.untilNow(), true, "refused");
      } catch (IOException e) {
        return ErrorQueue.take(socket).stream()
            .filter(entry -> entry.from() != null)
            .findFirst()
            .map(entry -> step(entry, sent))
            .orElse(Step.SILENCE);
      }
    }
  }

  private static Step step(ErrorQueue.Entry entry, SendTime sent) {
    boolean onTheWay = entry.isHopLimit();
    String note = onTheWay || entry.isPortUnreachable() ? "" : entry.words();
    return new Step(entry.from(), sent.until(entry.message()), !onTheWay, note);
  }

  private void report(int hops, List<Step> steps) {
    if (json) {
      out.println(
          new Json()
              .put("event", "hop")
              .put("hops", hops)
              .put(
                  "answers",
                  steps.stream().filter(s -> s.from != null).map(HopTracer::json).toList()));
    } else {
      out.println(String.format(Locale.ROOT, "%2d  %s", hops, words(steps)));
    }
    out.flush();
  }

  private static Json json(Step step) {
    return new Json()
        .put("from", step.from.host())
        .put("rtt_ms", step.time.toNanos() / 1e6)
        .put("note", step.note.isEmpty() ? null : step.note);
  }

  /** Each router once, and behind it the times that it took. */
  private static String words(List<Step> steps) {
    StringBuilder words = new StringBuilder();
    String last = "";
    for (Step step : steps) {
      String who = step.from == null ? "" : step.from.host();
      words.append(words.isEmpty() ? "" : "  ");
      if (who.isEmpty()) {
        words.append('*');
        continue;
      }
      words.append(who.equals(last) ? "" : who + "  ");
      words.append(String.format(Locale.ROOT, "%.3f ms", step.time.toNanos() / 1e6));
      words.append(step.note.isEmpty() ? "" : " (" + step.note + ")");
      last = who;
    }
    return words.toString();
  }
}
