package mortise.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One thing that is measured, named like {@code echo-64-50-same}: the work, the bytes of a request,
 * the connections, and where the load generator runs.
 *
 * @param size the bytes of a request; a thousandfold of 1024 is written with a k
 * @param window the requests without an answer of each connection
 */
record Cell(Work work, int size, int connections, int window, Place place) {
  enum Work {
    /** Bytes there and back; costs CPU per request. */
    ECHO,
    /** Connect, a byte there and back, close; costs CPU per connection. */
    CONNECT,
    /** Writes without answer; costs CPU per byte. */
    SINK,
    /** Connections on which nothing happens; cost memory. */
    IDLE,
    /** A full handshake of TLS 1.3; costs CPU per handshake. */
    HANDSHAKE,
    /** A handshake that resumes a session; costs CPU per handshake. */
    RESUME,
    /** Bytes there and back behind TLS; costs CPU per request. */
    TLSECHO,
    /** Writes of 16 KiB behind TLS; costs CPU per byte. */
    TLSSINK,
    /** The same as idle behind TLS. */
    TLSIDLE,
    /** Datagrams there and back; costs CPU per datagram. */
    UDP,
    /** The same, sent by the client as trains of {@link #TRAIN}. */
    UDPTRAIN;

    Suite suite() {
      return switch (this) {
        case ECHO, CONNECT, SINK, IDLE -> Suite.TCP;
        case HANDSHAKE, RESUME, TLSECHO, TLSSINK, TLSIDLE -> Suite.TLS;
        case UDP, UDPTRAIN -> Suite.UDP;
      };
    }

    boolean isTls() {
      return suite() == Suite.TLS;
    }

    boolean isIdle() {
      return this == IDLE || this == TLSIDLE;
    }
  }

  enum Place {
    /** The load generator shares the server's CPU. */
    SAME,
    /** It has one of its own. */
    OTHER
  }

  /** The datagrams of a train, sent by one call (UDP_SEGMENT). */
  static final int TRAIN = 16;

  /** As many as the descriptor limit allows. */
  static final int MAX = Integer.MAX_VALUE;

  /** The seven whose geometric mean is "all". */
  static final List<Cell> SEVEN =
      parseAll(
          "echo-64-1-same,echo-64-1-other,echo-64-50-same,echo-64-50-other,echo-64-1000-other,"
              + "echo-16k-50-other,echo-16k-1000-same");

  /** What else is measured unless the caller chooses. */
  static final List<Cell> FURTHER =
      parseAll("echo-64-10000-other,connect-16-other,sink-1-other,idle-10000,idle-max");

  /** What {@code --tls} measures. */
  static final List<Cell> TLS =
      parseAll("handshake-1-other,resume-1-other,tlssink-1-other,tlsecho-64-50-other");

  /** What {@code --udp} measures. */
  static final List<Cell> UDP =
      parseAll(
          "udp-64-1-1-other,udp-64-50-1-other,udp-64-8-16-other,udp-1400-8-16-other,"
              + "udptrain-1400-8-1-other");

  /** With one request at a time on each connection. */
  Cell(Work work, int size, int connections, Place place) {
    this(work, size, connections, 1, place);
  }

  static List<Cell> parseAll(String names) {
    List<Cell> cells = new ArrayList<>();
    for (String name : names.split(",")) {
      switch (name) {
        case "all" -> {
          cells.addAll(SEVEN);
          cells.addAll(FURTHER);
        }
        case "seven" -> cells.addAll(SEVEN);
        default -> cells.add(parse(name));
      }
    }
    return cells.stream().distinct().toList();
  }

  static Cell parse(String name) {
    String[] parts = name.split("-");
    try {
      Work work = Work.valueOf(parts[0].toUpperCase(Locale.ROOT));
      return switch (work) {
        case ECHO, TLSECHO -> new Cell(work, size(parts[1]), number(parts[2]), place(parts, 3));
        case CONNECT -> new Cell(work, 1, number(parts[1]), place(parts, 2));
        case SINK -> new Cell(work, 64 * 1024, number(parts[1]), place(parts, 2));
        case IDLE, TLSIDLE -> new Cell(work, 1, number(parts[1]), Place.OTHER);
        case HANDSHAKE, RESUME -> new Cell(work, 1, number(parts[1]), place(parts, 2));
        case TLSSINK -> new Cell(work, 16 * 1024, number(parts[1]), place(parts, 2));
        case UDP, UDPTRAIN ->
            new Cell(work, size(parts[1]), number(parts[2]), number(parts[3]), place(parts, 4));
      };
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "no cell is called "
              + name
              + ": echo-SIZE-CONNECTIONS, connect-CONNECTIONS, sink-CONNECTIONS, each with -same or"
              + " -other, idle-CONNECTIONS; of TLS: handshake-1, resume-1, tlssink-1,"
              + " tlsecho-SIZE-CONNECTIONS, tlsidle-CONNECTIONS; of datagrams:"
              + " udp-SIZE-CLIENTS-WINDOW, udptrain-SIZE-CLIENTS-WINDOW",
          e);
    }
  }

  private static int size(String text) {
    return text.endsWith("k")
        ? 1024 * Integer.parseInt(text.substring(0, text.length() - 1))
        : Integer.parseInt(text);
  }

  private static int number(String text) {
    int number = text.equals("max") ? MAX : Integer.parseInt(text);
    if (number < 1) {
      throw new NumberFormatException(text);
    }
    return number;
  }

  private static Place place(String[] parts, int index) {
    return parts.length > index
        ? Place.valueOf(parts[index].toUpperCase(Locale.ROOT))
        : Place.OTHER;
  }

  /** The mode of a server that this cell needs. */
  String mode() {
    return switch (work) {
      case ECHO, IDLE, TLSECHO, TLSIDLE -> "echo";
      case HANDSHAKE, RESUME -> "handshake";
      case UDP, UDPTRAIN -> "udp";
      case CONNECT, SINK, TLSSINK -> work.name().toLowerCase(Locale.ROOT);
    };
  }

  /** The mode of the load generator. */
  String load() {
    return work.isIdle() ? "idle" : work == Work.UDPTRAIN ? "udp" : lowerCase();
  }

  private String lowerCase() {
    return work.name().toLowerCase(Locale.ROOT);
  }

  /** The datagrams that the client sends by one call. */
  int segments() {
    return work == Work.UDPTRAIN ? TRAIN : 1;
  }

  String name() {
    String count = connections == MAX ? "max" : "" + connections;
    String where = "-" + place.name().toLowerCase(Locale.ROOT);
    return switch (work) {
      case ECHO, TLSECHO -> load() + "-" + sizeName() + "-" + count + where;
      case CONNECT, SINK, HANDSHAKE, RESUME, TLSSINK -> load() + "-" + count + where;
      case IDLE, TLSIDLE -> lowerCase() + "-" + count;
      case UDP, UDPTRAIN -> lowerCase() + "-" + sizeName() + "-" + count + "-" + window + where;
    };
  }

  private String sizeName() {
    return size % 1024 == 0 ? size / 1024 + "k" : "" + size;
  }

  /** For readers. */
  String title() {
    String where = place == Place.SAME ? "load on the same CPU" : "load on another CPU";
    return switch (work) {
      case ECHO ->
          String.format(
              Locale.ROOT, "%d bytes there and back, %s, %s", size, connectionsTitle(), where);
      case TLSECHO ->
          String.format(
              Locale.ROOT,
              "%d bytes there and back behind TLS 1.3, %s, %s",
              size,
              connectionsTitle(),
              where);
      case CONNECT ->
          String.format(
              Locale.ROOT,
              "connect, a byte there and back, close; %d at a time, %s",
              connections,
              where);
      case SINK ->
          String.format(Locale.ROOT, "writes of 64 KiB, %s, %s", connectionsTitle(), where);
      case IDLE -> String.format(Locale.ROOT, "idle connections, %s", connectionsTitle());
      case HANDSHAKE ->
          String.format(Locale.ROOT, "full handshakes of TLS 1.3, one after the other, %s", where);
      case RESUME ->
          String.format(
              Locale.ROOT, "handshakes of TLS 1.3 that resume a session, one by one, %s", where);
      case TLSSINK -> String.format(Locale.ROOT, "writes of 16 KiB behind TLS 1.3, %s", where);
      case TLSIDLE ->
          String.format(Locale.ROOT, "idle connections behind TLS 1.3, %s", connectionsTitle());
      case UDP ->
          String.format(
              Locale.ROOT,
              "datagrams of %d bytes there and back, %d clients with %d under way each, %s",
              size,
              connections,
              window,
              where);
      case UDPTRAIN ->
          String.format(
              Locale.ROOT,
              "trains of %d datagrams of %d bytes, %d clients with %d under way each, %s",
              segments(),
              size,
              connections,
              window,
              where);
    };
  }

  private String connectionsTitle() {
    return connections == MAX
        ? "as many as the descriptor limit allows"
        : connections == 1 ? "1 connection" : connections + " connections";
  }

  /** What a server pays, in {@link #unit}. */
  double cost(Sample sample) {
    return switch (work) {
      case ECHO, CONNECT, HANDSHAKE, RESUME, TLSECHO, UDP, UDPTRAIN ->
          sample.value("server_cpu_ns") / sample.value("units") / 1e3;
      case SINK, TLSSINK -> sample.value("server_cpu_ns") / sample.value("units") * 1e9 / 1e6;
      case IDLE, TLSIDLE -> sample.value("bytes") / sample.value("connections") / 1024;
    };
  }

  String unit() {
    return switch (work) {
      case ECHO, TLSECHO -> "CPU µs/request";
      case CONNECT -> "CPU µs/connection";
      case SINK, TLSSINK -> "CPU ms/GB";
      case IDLE, TLSIDLE -> "KiB/connection";
      case HANDSHAKE, RESUME -> "CPU µs/handshake";
      case UDP, UDPTRAIN -> "CPU µs/datagram";
    };
  }

  @Override
  public String toString() {
    return name();
  }
}
