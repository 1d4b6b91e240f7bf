package mortise.proxy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import mortise.net.Printable;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP/1 message begins with: its first line and its fields, RFC 9112 sections 2 to 5. Text
 * has a character per byte.
 *
 * @param line the first line
 * @param fields the fields in their order, folded ones on one line (section 5.2)
 */
public record HttpHead(String line, List<Field> fields) {
  /** How many bytes a head may have before a server refuses it. */
  public static final int LONGEST = 1 << 15;

  /** How many bytes a first line may have before a server answers 414, RFC 9112 section 3. */
  public static final int LONGEST_LINE = 1 << 13;

  private static final String SEPARATORS = "\"(),/:;<=>?@[\\]{}";

  /** A field: a name, of which case does not count, and a value without the space around it. */
  public record Field(String name, String value) {
    /** Escaped, on one line. */
    @Override
    public String toString() {
      return name + ": " + Printable.of(value);
    }

    boolean is(String other) {
      return name.equalsIgnoreCase(other);
    }
  }

  /** A first line that is longer than {@link #LONGEST_LINE}. */
  public static final class LineTooLong extends ProtocolException {
    private static final long serialVersionUID = 1;

    LineTooLong() {
      super(
          "expected a first line of HTTP of at most "
              + LONGEST_LINE
              + " bytes but was a longer one");
    }
  }

  public HttpHead {
    fields = List.copyOf(fields);
  }

  /** A head without fields. */
  static HttpHead of(String line) {
    return new HttpHead(line, List.of());
  }

  /** The values of all fields of a name, in their order. */
  public List<String> values(String name) {
    // A server asks for a dozen names per request, most of which are not there.
    List<String> values = List.of();
    for (Field field : fields) {
      if (field.is(name)) {
        values = values.isEmpty() ? new ArrayList<>() : values;
        values.add(field.value);
      }
    }
    return Collections.unmodifiableList(values);
  }

  /** The value of the first field of a name. */
  public Optional<String> value(String name) {
    List<String> values = values(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  /** The members of a comma-separated list over all fields of a name, in lower case. */
  public List<String> members(String name) {
    List<String> values = values(name);
    if (values.isEmpty()) {
      return values;
    }
    return values.stream()
        .flatMap(value -> Stream.of(value.split(",")))
        .map(member -> member.strip().toLowerCase(Locale.ROOT))
        .filter(member -> !member.isEmpty())
        .toList();
  }

  HttpHead line(String other) {
    return new HttpHead(other, fields);
  }

  HttpHead with(String name, String value) {
    List<Field> all = new ArrayList<>(fields);
    all.add(new Field(name, value));
    return new HttpHead(line, all);
  }

  HttpHead without(Predicate<String> names) {
    return new HttpHead(line, fields.stream().filter(field -> !names.test(field.name)).toList());
  }

  /** Each line and field on one line, escaped. */
  @Override
  public String toString() {
    return "HttpHead[" + Printable.of(line) + ", " + fields + "]";
  }

  /**
   * The bytes.
   *
   * @throws IllegalArgumentException when the line or a field has a CR, LF or NUL, which would make
   *     it several (RFC 9110 section 5.5)
   */
  byte[] encode() {
    StringBuilder text = new StringBuilder();
    append(line, text);
    fields.forEach(field -> append(field.name + ": " + field.value, text));
    return Octets.latin(text.append("\r\n").toString());
  }

  private static void append(String line, StringBuilder text) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new IllegalArgumentException(
            "line of HTTP " + Octets.quote(line) + " has a control character (CR, LF or NUL)");
      }
    }
    text.append(line).append("\r\n");
  }

  /**
   * Whether a body follows this head of a request, RFC 9112 section 6.3.
   *
   * @param minor HTTP's version behind "1."
   * @throws ProtocolException when its length can be read in two ways
   */
  public boolean announcesBody(int minor) throws ProtocolException {
    return !HttpFraming.ofRequest(this, minor).equals(HttpFraming.NONE);
  }

  /**
   * Reads a head at the start of some bytes, to the empty line. Empty lines in front of it are
   * passed over and lines may end with LF alone, as RFC 9112 section 2.2 allows.
   *
   * @throws LineTooLong when its first line is
   * @throws ProtocolException when a line is no field, or has control characters
   */
  public static Decoded<HttpHead> decode(ByteBuffer bytes) throws ProtocolException {
    return decode(bytes, true);
  }

  /**
   * Reads the head of a response as {@link #decode} does, but passes over lines that are no fields,
   * and blanks between a field's name and its colon, RFC 9112 section 5.1: proxies of all ages are
   * out there, and a client wants to know the status alone.
   */
  static Decoded<HttpHead> decodeResponse(ByteBuffer bytes) throws ProtocolException {
    return decode(bytes, false);
  }

  private static Decoded<HttpHead> decode(ByteBuffer bytes, boolean strict)
      throws ProtocolException {
    int there = bytes.remaining();
    int begin = 0;
    int first = -1;
    for (int at = 0; at < there; at++) {
      int octet = Octets.at(bytes, at);
      boolean inFirst = first < 0 || first == begin;
      if (octet == '\n') {
        if (lineEnd(bytes, begin, at) > begin) {
          first = first < 0 ? begin : first;
        } else if (first >= 0) {
          return Decoded.done(parse(lines(bytes, first, begin), strict), at + 1);
        }
        begin = at + 1;
      } else if (inFirst && at - begin >= LONGEST_LINE) {
        throw new LineTooLong();
      } else if ((strict || inFirst) && isControl(bytes, at)) {
        throw Octets.unexpected("a line of HTTP", Octets.latin(bytes, begin, at + 1 - begin));
      }
    }
    return Decoded.more(there + 1, there);
  }

  /** Where a line ends that has its LF at an index, without its CR. */
  private static int lineEnd(ByteBuffer bytes, int begin, int lf) {
    return lf > begin && Octets.at(bytes, lf - 1) == '\r' ? lf - 1 : lf;
  }

  private static List<String> lines(ByteBuffer bytes, int from, int to) {
    List<String> lines = new ArrayList<>();
    int begin = from;
    for (int at = from; at < to; at++) {
      if (Octets.at(bytes, at) == '\n') {
        lines.add(Octets.latin(bytes, begin, lineEnd(bytes, begin, at) - begin));
        begin = at + 1;
      }
    }
    return lines;
  }

  /** All but HTAB; a CR inside a line is one that some read as its end, and others not. */
  private static boolean isControl(ByteBuffer bytes, int at) {
    int octet = Octets.at(bytes, at);
    boolean endsLine =
        octet == '\r' && (at + 1 >= bytes.remaining() || Octets.at(bytes, at + 1) == '\n');
    return !endsLine && isControl(octet);
  }

  private static boolean isControl(int octet) {
    return octet < 0x20 && octet != '\t' || octet == 0x7f;
  }

  private static HttpHead parse(List<String> lines, boolean strict) throws ProtocolException {
    List<Field> fields = new ArrayList<>();
    boolean dropped = true;
    for (String line : lines.subList(1, lines.size())) {
      boolean folded = line.charAt(0) == ' ' || line.charAt(0) == '\t';
      if (!folded) {
        Field field = strict ? field(line) : lenientField(line);
        dropped = field == null;
        if (!dropped) {
          fields.add(field);
        }
      } else if (!dropped) {
        Field field = fields.removeLast();
        dropped = line.chars().anyMatch(HttpHead::isControl);
        if (!dropped) {
          fields.add(new Field(field.name, (field.value + " " + line.strip()).strip()));
        }
      } else if (strict) {
        throw Octets.unexpected("a field of HTTP behind the first line", line);
      }
    }
    return new HttpHead(lines.getFirst(), fields);
  }

  private static Field field(String line) throws ProtocolException {
    int colon = line.indexOf(':');
    if (colon < 1 || !isToken(line.substring(0, colon))) {
      throw Octets.unexpected("a field of HTTP", line);
    }
    return new Field(line.substring(0, colon), line.substring(colon + 1).strip());
  }

  /** The field of a line, or null where it is none. */
  private static @Nullable Field lenientField(String line) {
    int colon = line.indexOf(':');
    String name = colon < 1 ? "" : line.substring(0, colon).stripTrailing();
    return isToken(name) && line.chars().noneMatch(HttpHead::isControl)
        ? new Field(name, line.substring(colon + 1).strip())
        : null;
  }

  /** RFC 9110 section 5.6.2. */
  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= 0x20 || c >= 0x7f || SEPARATORS.indexOf(c) >= 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
