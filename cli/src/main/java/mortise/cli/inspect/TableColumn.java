package mortise.cli.inspect;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import mortise.cli.flow.Direction;
import mortise.cli.shell.Amount;
import mortise.cli.shell.TextWidth;
import mortise.net.Printable;
import mortise.net.TcpInfo;
import mortise.server.TlsInfo;

/** A column of the table in the terminal. All text of peers is escaped. */
enum TableColumn {
  NUMBER("NO", 0, Conversation::number, String::valueOf),
  PEER("PEER", 0, 45, c -> Row.peer(c).isEmpty() ? "unnamed" : Row.peer(c)),
  PROCESS("PROCESS", 110, 24, Conversation::process),
  TLS("TLS", 120, 8, c -> c.tls().map(TlsInfo::protocol).orElse("")),
  AGE("AGE", 0, Row::age, millis -> Amount.clock(Duration.ofMillis(millis))),
  SENT("SENT", 0, c -> c.moved(Direction.SENT), Amount::ofBytes),
  RECEIVED("RECEIVED", 0, c -> c.moved(Direction.RECEIVED), Amount::ofBytes),
  SENT_RATE("SENT/S", 90, c -> c.samples().rate(Direction.SENT), TableColumn::rate),
  RECEIVED_RATE("RECV/S", 90, c -> c.samples().rate(Direction.RECEIVED), TableColumn::rate),
  RTT("RTT", 100, Row::rtt, micros -> micros < 0 ? "" : milliseconds(micros)),
  RETRANSMITS("RETRANS", 120, TableColumn::retransmits, n -> n == 0 ? "" : "" + n),
  STATE("STATE", 60, 40, Row::stateText);

  /** The head of the column. */
  final String head;

  /** Whether it has numbers, which begin with the largest when they are sorted. */
  final boolean isNumber;

  /** The order of its values, the smallest first. */
  final Comparator<Conversation> order;

  private final int minimum;
  private final Function<Conversation, String> text;

  TableColumn(String head, int minimum, ToLongFunction<Conversation> value, LongText text) {
    this.head = head;
    this.minimum = minimum;
    this.isNumber = true;
    this.order = Comparator.comparingLong(value);
    this.text = c -> text.of(value.applyAsLong(c));
  }

  TableColumn(String head, int minimum, int longest, Function<Conversation, String> value) {
    this.head = head;
    this.minimum = minimum;
    this.isNumber = false;
    this.order = Comparator.comparing(value);
    this.text = c -> TextWidth.cut(Printable.line(value.apply(c)), longest);
  }

  private interface LongText {
    String of(long value);
  }

  /** Whether a terminal of so many columns has room for it. */
  boolean fits(int columns) {
    return columns >= minimum;
  }

  /** The cell of a row. */
  String text(Conversation c) {
    return text.apply(c);
  }

  private static String rate(long rate) {
    return rate == 0 ? "" : Amount.ofBytes(rate);
  }

  private static String milliseconds(long micros) {
    return Amount.ofTime(Duration.ofNanos(micros * 1000));
  }

  private static long retransmits(Conversation c) {
    return Optional.ofNullable(c.tcp()).map(TcpInfo::totalRetransmits).orElse(0L);
  }
}
