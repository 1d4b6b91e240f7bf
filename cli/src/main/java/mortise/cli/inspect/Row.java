package mortise.cli.inspect;

import java.util.Map;
import mortise.cli.flow.Direction;
import mortise.net.Address;
import mortise.net.TcpInfo;
import mortise.net.Unix;

/** A conversation as a row of the table, on the page and in the terminal. */
final class Row {
  /** A write that takes longer waits for its reader. */
  private static final long LONG = 200_000_000;

  private static final int RTT_MICROS = 1000;

  private static final Map<String, String> WORDS =
      Map.of(
          "open", "open",
          "sent", "open, all sent",
          "received", "open, peer has ended",
          "closing", "closing",
          "closed", "closed",
          "failed", "failed",
          "page", "closed from the page");

  private Row() {}

  /** All of it, or what changes alone. */
  static String json(Conversation c, boolean whole) {
    StringBuilder text = new StringBuilder(256);
    JsonText json = new JsonText(text).put("n", c.number());
    if (whole) {
      facts(json, c);
    }
    Samples samples = c.samples();
    json.some("s", c.moved(Direction.SENT)).some("r", c.moved(Direction.RECEIVED));
    json.some("sr", samples.rate(Direction.SENT)).some("rr", samples.rate(Direction.RECEIVED));
    TcpInfo tcp = c.tcp();
    if (tcp != null) {
      json.put("rtt", micros(tcp)).put("var", tcp.rttVariation().toNanos() / RTT_MICROS);
      json.some("re", tcp.totalRetransmits()).some("ns", tcp.notSentBytes().orElse(0));
    }
    json.put("st", state(c)).some("q", c.history().last());
    json.some("ds", c.history().dropped(Direction.SENT));
    json.some("dr", c.history().dropped(Direction.RECEIVED));
    json.some("end", c.closedAt()).some("err", c.failure());
    gate(json, "s", c, Direction.SENT);
    gate(json, "r", c, Direction.RECEIVED);
    json.end();
    return text.toString();
  }

  /** In microseconds; -1 where there is none. */
  static long rtt(Conversation c) {
    TcpInfo tcp = c.tcp();
    return tcp == null ? -1 : micros(tcp);
  }

  private static long micros(TcpInfo tcp) {
    return tcp.rtt().toNanos() / RTT_MICROS;
  }

  private static void facts(JsonText json, Conversation c) {
    json.put("peer", peer(c)).put("local", name(c.local())).some("note", c.note());
    json.put("began", c.beganAt()).some("dial", c.isDialled()).some("dgram", c.hasMessages());
    json.some("proc", c.process());
    c.tls()
        .ifPresent(tls -> {
          json.put("tls", tls.protocol()).put("cipher", tls.cipherSuite());
          json.some("sni", tls.serverName().orElse(null));
          json.some("alpn", tls.alpnProtocol().orElse(null));
        });
  }

  /** The address of the peer; empty where it has none. */
  static String peer(Conversation c) {
    return name(c.remote());
  }

  /** In milliseconds, until now or the end. */
  static long age(Conversation c) {
    long end = c.closedAt() == 0 ? System.currentTimeMillis() : c.closedAt();
    return Math.max(0, end - c.beganAt());
  }

  /** The state in words, as the page has it. */
  static String stateText(Conversation c) {
    StringBuilder text = new StringBuilder(WORDS.get(state(c)));
    if (c.gate(Direction.SENT).isPaused() || c.gate(Direction.RECEIVED).isPaused()) {
      text.append(", paused");
    }
    if (c.gate(Direction.SENT).rate() > 0 || c.gate(Direction.RECEIVED).rate() > 0) {
      text.append(", limited");
    }
    if (c.waiting(Direction.SENT) > LONG) {
      text.append(", waits for the peer to read");
    }
    if (c.waiting(Direction.RECEIVED) > LONG) {
      text.append(", waits for this side to read");
    }
    return c.failure() == null ? text.toString() : text + ": " + c.failure();
  }

  private static String name(Address address) {
    return address == null || address.equals(Unix.UNNAMED) ? "" : address.toString();
  }

  private static void gate(JsonText json, String way, Conversation c, Direction direction) {
    json.some("p" + way, c.gate(direction).isPaused()).some("l" + way, c.gate(direction).rate());
    // To the second, or every row would change with every look.
    json.some("w" + way, c.waiting(direction) > LONG);
  }

  private static String state(Conversation c) {
    if (c.closedAt() != 0) {
      return c.isEndedByPage() ? "page" : c.failure() == null ? "closed" : "failed";
    }
    boolean sent = c.hasEnded(Direction.SENT);
    boolean received = c.hasEnded(Direction.RECEIVED);
    return sent && received ? "closing" : sent ? "sent" : received ? "received" : "open";
  }
}
