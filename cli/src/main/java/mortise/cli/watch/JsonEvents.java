package mortise.cli.watch;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import mortise.cli.flow.Direction;
import mortise.cli.shell.Json;
import mortise.net.Address;
import mortise.net.SocketFailure;
import mortise.net.TcpInfo;
import mortise.server.Connection;
import mortise.server.TlsInfo;

/** What happens, as lines of JSON: {@code docs/events.md} describes them. */
final class JsonEvents {
  private final StatusScreen screen;

  JsonEvents(StatusScreen screen) {
    this.screen = screen;
  }

  void listening(Address address) {
    print(event("listening").put("address", text(address)));
  }

  void inspecting(String url) {
    print(event("inspecting").put("url", url));
  }

  void opened(TransferStats tally, Connection peer) {
    String name = tally.origin() == Initiator.DIALLED ? "connected" : "accepted";
    Json line = about(name, tally);
    peer.tls().ifPresent(facts -> line.put("tls", tls(facts)));
    print(line);
  }

  void ended(TransferStats tally, Direction way) {
    boolean sent = way == Direction.SENT;
    print(
        event("ended")
            .put("conversation", tally.number())
            .put("way", sent ? "sent" : "received")
            .put("bytes", sent ? tally.sent() : tally.received()));
  }

  void closed(TransferStats tally, String error) {
    Json line =
        about("closed", tally)
            .put("sent", tally.sent())
            .put("received", tally.received())
            .put("seconds", seconds(tally.age()));
    tally.tcp().ifPresent(tcp -> line.put("tcp", tcp(tcp)));
    print(line.put("error", error));
  }

  void failed(Exception failure) {
    Json line = event("error").put("message", message(failure));
    if (failure instanceof SocketFailure f) {
      line.put("errno", f.errno().name())
          .put("call", f.call())
          .put("local", text(f.local()))
          .put("peer", text(f.peer()));
    }
    print(line);
  }

  /** The text of a failure; null if there is none. */
  static String message(Exception failure) {
    return failure == null
        ? null
        : failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  private static Json event(String name) {
    return new Json()
        .put("event", name)
        .put("time", Instant.now().truncatedTo(ChronoUnit.MICROS).toString());
  }

  private static Json about(String name, TransferStats tally) {
    return event(name)
        .put("conversation", tally.number())
        .put("local", text(tally.local()))
        .put("peer", text(tally.remote()));
  }

  private static Json tls(TlsInfo facts) {
    return new Json()
        .put("protocol", facts.protocol())
        .put("cipher", facts.cipherSuite())
        .put("application", facts.alpnProtocol().orElse(null))
        .put("serverName", facts.serverName().orElse(null))
        .put("resumed", facts.resumed());
  }

  private static Json tcp(TcpInfo tcp) {
    return new Json()
        .put("rtt", seconds(tcp.rtt()))
        .put("rttVariation", seconds(tcp.rttVariation()))
        .put("retransmits", tcp.totalRetransmits());
  }

  /** To the microsecond, and never with an exponent. */
  private static BigDecimal seconds(Duration time) {
    return BigDecimal.valueOf(time.toNanos() / 1000, 6);
  }

  private static String text(Address address) {
    return address == null ? null : address.toString();
  }

  private void print(Json line) {
    screen.print(line + "\n");
  }
}
