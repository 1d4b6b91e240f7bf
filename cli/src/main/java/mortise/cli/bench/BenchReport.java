package mortise.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mortise.cli.shell.Amount;
import mortise.cli.shell.Columns;
import mortise.cli.shell.Json;
import mortise.net.Inet;

/** What was measured, as a table, a line while it runs, or JSON. */
final class BenchReport {
  private final BenchSettings settings;
  private final BenchStats tally;

  BenchReport(BenchSettings settings, BenchStats tally) {
    this.settings = settings;
    this.tally = tally;
  }

  private static double perSecond(long count, Duration time) {
    return count / Math.max(1e-9, time.toNanos() / 1e9);
  }

  private boolean isOverIp() {
    return settings.target().address() instanceof Inet;
  }

  /** How it went within the last moment. */
  String line(Duration elapsed, Duration moment, long requests, long bytes) {
    String pace =
        settings.isThroughput() || settings.work() == BenchSettings.Work.DATAGRAMS
            ? Amount.ofBits(perSecond(bytes, moment))
            : Math.round(perSecond(requests, moment))
                + " a second, median "
                + time(tally.times.quantile(0.5));
    return String.format(Locale.ROOT, "%.0f s  %s", elapsed.toNanos() / 1e9, pace);
  }

  /** The result; {@code width} is that of the screen, or 0 where there is none. */
  List<String> table(Duration time, int width) {
    Columns table =
        switch (settings.work()) {
          case SEND, RECEIVE, BOTH -> throughput(time);
          case DATAGRAMS -> datagrams(time);
          case ECHO, CONNECT, DATAGRAM_ECHO -> answers(time);
        };
    return table.whole(width);
  }

  private Columns throughput(Duration time) {
    Columns table = new Columns("LRRRRRR");
    table.add(List.of("WAY", "CONNECTIONS", "TIME", "BYTES", "RATE", "SENT AGAIN", "ROUND TRIP"));
    if (settings.work() != BenchSettings.Work.RECEIVE) {
      table.add(way("sent", tally.arrived.sum(), tally.sentAgain.sum(), time));
    }
    if (settings.work() != BenchSettings.Work.SEND) {
      table.add(way("received", tally.received.sum(), tally.receivedAgain.sum(), time));
    }
    return table;
  }

  private List<String> way(String name, long bytes, long again, Duration time) {
    List<String> row = new ArrayList<>();
    row.add(name);
    row.add("" + settings.connections());
    row.add(Amount.ofTime(time));
    row.add(Amount.ofBytes(bytes));
    row.add(Amount.ofBits(perSecond(bytes, time)));
    row.add(isOverIp() ? "" + again : "-");
    row.add(isOverIp() ? Amount.ofTime(Duration.ofNanos(1000 * tally.roundTrip.get())) : "-");
    return row;
  }

  private Columns datagrams(Duration time) {
    long all = tally.requests.sum();
    return new Columns("RRRRRR")
        .add(List.of("DATAGRAMS", "TIME", "ARRIVED", "RATE", "LOST", "OUT OF ORDER"))
        .add(
            List.of(
                "" + all,
                Amount.ofTime(time),
                Amount.ofBytes(tally.arrived.sum()),
                Amount.ofBits(perSecond(tally.arrived.sum(), time)),
                tally.lost.sum() + " (" + percent(tally.lost.sum(), all) + ")",
                "" + tally.disordered.sum()));
  }

  private static String percent(long part, long all) {
    return String.format(Locale.ROOT, "%.2f%%", all == 0 ? 0 : 100.0 * part / all);
  }

  private Columns answers(Duration time) {
    boolean datagrams = settings.work() == BenchSettings.Work.DATAGRAM_ECHO;
    String what = settings.work() == BenchSettings.Work.CONNECT ? "CONNECTS" : "REQUESTS";
    return new Columns("RRRRRRRRR")
        .add(
            List.of(
                what,
                "A SECOND",
                datagrams ? "LOST" : "ERRORS",
                "MEAN",
                "MEDIAN",
                "90 %",
                "99 %",
                "99.9 %",
                "MOST"))
        .add(
            List.of(
                "" + tally.requests.sum(),
                "" + Math.round(perSecond(tally.requests.sum(), time)),
                "" + (datagrams ? tally.lost.sum() : tally.errors.sum()),
                time((long) tally.times.mean()),
                time(tally.times.quantile(0.5)),
                time(tally.times.quantile(0.9)),
                time(tally.times.quantile(0.99)),
                time(tally.times.quantile(0.999)),
                time(tally.times.quantile(1))));
  }

  private static String time(long nanos) {
    return Amount.ofTime(Duration.ofNanos(nanos));
  }

  Json json(Duration time) {
    boolean answers = tally.times.count() > 0;
    Json json =
        new Json()
            .put("event", "end")
            .put("work", settings.work().toString().toLowerCase(Locale.ROOT))
            .put("target", settings.target().address().toString())
            .put("connections", settings.connections())
            .put("size", settings.size())
            .put("seconds", time.toNanos() / 1e9)
            .put("requests", tally.requests.sum())
            .put("errors", tally.errors.sum())
            .put("bytes_sent", tally.sent.sum())
            .put("bytes_arrived", tally.arrived.sum())
            .put("bytes_received", tally.received.sum())
            .put("lost", tally.lost.sum())
            .put("out_of_order", tally.disordered.sum())
            .put("retransmits_sent", isOverIp() ? tally.sentAgain.sum() : null)
            .put("retransmits_received", isOverIp() ? tally.receivedAgain.sum() : null)
            .put("rtt_us", isOverIp() ? tally.roundTrip.get() : null);
    return answers ? json.put("answer_ns", answers()) : json;
  }

  private Json answers() {
    return new Json()
        .put("mean", Math.round(tally.times.mean()))
        .put("p50", tally.times.quantile(0.5))
        .put("p90", tally.times.quantile(0.9))
        .put("p99", tally.times.quantile(0.99))
        .put("p99.9", tally.times.quantile(0.999))
        .put("max", tally.times.quantile(1));
  }
}
