package mortise.cli.ping;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import mortise.cli.shell.Json;
import mortise.net.Inet;

/** Prints events as JSON, one object per line. */
final class JsonReporter implements PingReporter {
  private final PrintWriter out;
  private final PingSettings settings;

  JsonReporter(PrintWriter out, PingSettings settings) {
    this.out = out;
    this.settings = settings;
  }

  private static Json event(String kind) {
    return new Json().put("event", kind).put("time", Instant.now().toString());
  }

  private void print(Json event) {
    out.println(event);
    out.flush();
  }

  @Override
  public void begin(Inet target, String what) {
    print(
        event("begin")
            .put("host", settings.host())
            .put("address", target.host())
            .put("way", settings.way().toString().toLowerCase(Locale.ROOT))
            .put("port", target.port() == 0 ? null : target.port())
            .put("bytes", settings.packet().size()));
  }

  @Override
  public void reply(PingEvent.Reply reply, boolean isDuplicate) {
    print(
        event("reply")
            .put("seq", reply.sequence())
            .put("from", reply.from().host())
            .put("bytes", reply.bytes() == 0 ? null : reply.bytes())
            .put("ttl", reply.ttl() == 0 ? null : reply.ttl())
            .put("rtt_ms", reply.time().toNanos() / 1e6)
            .put("duplicate", isDuplicate ? true : null)
            .put("note", reply.note().isEmpty() ? null : reply.note()));
  }

  @Override
  public void refusal(PingEvent.Failure refusal) {
    print(
        event("error")
            .put("seq", refusal.sequence() == 0 ? null : refusal.sequence())
            .put("from", refusal.from() == null ? null : refusal.from().host())
            .put("error", refusal.words()));
  }

  @Override
  public void silence(int sequence) {
    print(event("timeout").put("seq", sequence));
  }

  @Override
  public void end(PingStats tally, Duration time) {
    boolean times = tally.hasTimes();
    print(
        event("end")
            .put("host", settings.host())
            .put("transmitted", tally.sentInAll())
            .put("received", tally.received())
            .put("duplicates", tally.duplicates())
            .put("errors", tally.errors())
            .put("loss_percent", tally.loss())
            .put("duration_ms", time.toMillis())
            .put("min_ms", times ? tally.leastMillis() : null)
            .put("avg_ms", times ? tally.meanMillis() : null)
            .put("max_ms", times ? tally.mostMillis() : null)
            .put("mdev_ms", times ? tally.deviationMillis() : null));
  }
}
