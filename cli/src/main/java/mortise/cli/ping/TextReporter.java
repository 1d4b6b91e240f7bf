package mortise.cli.ping;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import mortise.net.Inet;
import mortise.net.Printable;

/** Reports events in the format of ping(8). */
final class TextReporter implements PingReporter {
  private final PrintWriter out;
  private final PingSettings settings;
  private final boolean quiet;
  private final boolean stamps;

  TextReporter(PrintWriter out, PingSettings settings, boolean quiet, boolean stamps) {
    this.out = out;
    this.settings = settings;
    this.quiet = quiet;
    this.stamps = stamps;
  }

  @Override
  public void begin(Inet target, String what) {
    out.println("PING " + Printable.of(settings.host()) + " (" + target.host() + ") " + what);
    out.flush();
  }

  @Override
  public void reply(PingEvent.Reply reply, boolean isDuplicate) {
    String number = sequence() + reply.sequence();
    String who = reply.from().host();
    String what =
        switch (settings.way()) {
          case TCP -> "Connected to " + who + " port " + reply.from().port() + ": " + number;
          case UDP -> bytes(reply) + "from " + who + ": " + number;
          case ECHO -> reply.bytes() + " bytes from " + who + ": " + number;
        };
    String hops = reply.ttl() > 0 ? " ttl=" + reply.ttl() : "";
    String note = reply.note().isEmpty() ? "" : " " + reply.note();
    line(
        what
            + hops
            + " time="
            + millis(reply.time())
            + " ms"
            + note
            + (isDuplicate ? " (DUP!)" : ""));
  }

  private static String bytes(PingEvent.Reply reply) {
    return reply.note().isEmpty() ? reply.bytes() + " bytes " : "Answer ";
  }

  private String sequence() {
    return settings.way() == PingSettings.Way.ECHO ? "icmp_seq=" : "seq=";
  }

  @Override
  public void refusal(PingEvent.Failure refusal) {
    String who = refusal.from() == null ? "" : "From " + refusal.from().host() + " ";
    String number = refusal.sequence() == 0 ? "" : sequence() + refusal.sequence() + " ";
    line(who + number + refusal.words());
  }

  @Override
  public void silence(int sequence) {
    line("no answer yet for " + sequence() + sequence);
  }

  private void line(String text) {
    if (quiet) {
      return;
    }
    if (stamps) {
      Instant now = Instant.now();
      out.printf(Locale.ROOT, "[%d.%06d] ", now.getEpochSecond(), now.getNano() / 1000);
    }
    out.println(Printable.line(text));
    out.flush();
  }

  @Override
  public void end(PingStats tally, Duration time) {
    out.println();
    out.println("--- " + Printable.of(settings.host()) + " ping statistics ---");
    out.println(
        String.format(
            Locale.ROOT,
            "%d packets transmitted, %d received, %s%s%s%% packet loss, time %dms",
            tally.sentInAll(),
            tally.received(),
            tally.duplicates() > 0 ? "+" + tally.duplicates() + " duplicates, " : "",
            tally.errors() > 0 ? "+" + tally.errors() + " errors, " : "",
            percent(tally.loss()),
            time.toMillis()));
    if (tally.hasTimes()) {
      out.println(
          String.format(
              Locale.ROOT,
              "rtt min/avg/max/mdev = %.3f/%.3f/%.3f/%.3f ms",
              tally.leastMillis(),
              tally.meanMillis(),
              tally.mostMillis(),
              tally.deviationMillis()));
    }
    out.flush();
  }

  /** Six digits that count, as C's %g has them. */
  private static String percent(double loss) {
    String text = String.format(Locale.ROOT, "%.4f", loss);
    return text.replaceFirst("\\.?0+$", "");
  }

  /** As ping has it: three digits that count or three behind the point. */
  private static String millis(Duration time) {
    double millis = time.toNanos() / 1e6;
    int decimals = millis >= 99.95 ? 0 : millis >= 9.995 ? 1 : millis >= 0.9995 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", millis);
  }
}
