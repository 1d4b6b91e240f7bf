package mortise.cli.serve;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import mortise.cli.shell.Amount;
import mortise.cli.shell.Json;
import mortise.cli.shell.LogOutput;
import mortise.net.Address;
import mortise.net.Printable;
import mortise.server.DrainReport;
import mortise.server.Statistics;

/** The log of a server: sentences, or one JSON object per line and event. */
public final class ServeLog implements AutoCloseable {
  private final LogOutput to;
  private final boolean json;
  private final boolean connections;

  private ServeLog(LogOutput to, boolean json, boolean connections) {
    this.to = to;
    this.json = json;
    this.connections = connections;
  }

  /**
   * A log. Logging does not block: records that the reader does not read in time are dropped and
   * counted.
   *
   * @param connections whether each connection is logged
   */
  public static ServeLog to(PrintWriter writer, boolean json, boolean connections) {
    LogOutput.Sink sink =
        record -> {
          writer.print(new String(record, StandardCharsets.UTF_8));
          writer.flush();
        };
    return new ServeLog(
        LogOutput.to(sink, json ? ServeLog::event : ServeLog::sentence), json, connections);
  }

  private static String event(long dropped) {
    return event("dropped").put("messages", dropped) + "\n";
  }

  private static String sentence(long dropped) {
    return dropped + " messages dropped: the log's reader is too slow\n";
  }

  /** Waits until all is written, for a second at the most. */
  @Override
  public void close() {
    to.close();
  }

  boolean hasConnections() {
    return connections;
  }

  private void write(Json event, String sentence) {
    String text = json ? event.toString() : Printable.line(sentence);
    byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
    to.write(line, 0, line.length);
  }

  private static Json event(String kind) {
    return new Json().put("event", kind).put("time", Instant.now().toString());
  }

  void listening(String address) {
    write(event("listening").put("address", address), "listening on " + address);
  }

  void inspecting(String url) {
    write(event("inspecting").put("url", url), "the connections are shown at " + url);
  }

  public void note(String kind, String sentence) {
    write(event(kind).put("text", sentence), sentence);
  }

  void began(Address client, long number) {
    write(
        event("connection").put("number", number).put("client", client.toString()),
        "#" + number + " " + client + " connected");
  }

  void ended(long number, CountingConnection counted, Duration time, Exception fault) {
    String how = fault == null ? "done" : String.valueOf(fault.getMessage());
    write(
        event("end")
            .put("number", number)
            .put("received", counted.received())
            .put("sent", counted.sent())
            .put("seconds", time.toNanos() / 1e9)
            .put("error", fault == null ? null : how),
        String.format(
            Locale.ROOT,
            "#%d ended: %s; %s received, %s sent, %s",
            number,
            how,
            Amount.ofBytes(counted.received()),
            Amount.ofBytes(counted.sent()),
            Amount.ofTime(time)));
  }

  void drained(DrainReport report) {
    write(
        event("drained")
            .put("open", report.open())
            .put("ended", report.ended())
            .put("cut", report.cut())
            .put("seconds", report.time().toNanos() / 1e9),
        String.format(
            Locale.ROOT,
            "drained in %s: %d were open, %d ended by themselves, %d cut",
            Amount.ofTime(report.time()),
            report.open(),
            report.ended(),
            report.cut()));
  }

  void statistics(Statistics s) {
    write(
        event("statistics")
            .put("accepted", s.accepted())
            .put("active", s.active())
            .put("received", s.received())
            .put("sent", s.sent())
            .put("refused", counts(s.rejected()))
            .put("ended", counts(s.closed()))
            .put("accept_failures", s.acceptFailures())
            .put("longest_seconds", s.longest().toNanos() / 1e9),
        String.format(
            Locale.ROOT,
            "%d connections, %d here now; %s received, %s sent; ended: %s; refused: %s",
            s.accepted(),
            s.active(),
            Amount.ofBytes(s.received()),
            Amount.ofBytes(s.sent()),
            words(s.closed()),
            words(s.rejected())));
  }

  void packets(Address place, long handled, long dropped, long failed) {
    write(
        event("statistics")
            .put("address", "udp:" + place)
            .put("handled", handled)
            .put("dropped", dropped)
            .put("failed", failed),
        String.format(
            Locale.ROOT,
            "udp:%s: %d datagrams, %d dropped, %d failed",
            place,
            handled,
            dropped,
            failed));
  }

  private static <E extends Enum<E>> Json counts(Map<E, Long> counts) {
    Json json = new Json();
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .filter(count -> count.getValue() > 0)
        .forEach(count -> json.put(name(count.getKey()), count.getValue()));
    return json;
  }

  private static <E extends Enum<E>> String words(Map<E, Long> counts) {
    String words =
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .filter(count -> count.getValue() > 0)
            .map(count -> count.getValue() + " " + name(count.getKey()).replace('_', ' '))
            .collect(Collectors.joining(", "));
    return words.isEmpty() ? "none" : words;
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
