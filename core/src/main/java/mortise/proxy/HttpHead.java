package mortise.proxy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What an HTTP/1 message begins with: its first line and its fields, RFC 9112 sections 2 to 5. Text
 * has a character per byte.
 *
 * @param line the first line
 * @param fields the fields in their order, folded ones on one line (section 5.2)
 */
public record HttpHead(String line, List<Field> fields) {
  /** How many bytes a head may have before a server answers 431. */
  static final int LONGEST = 1 << 15;

  private static final String SEPARATORS = "\"(),/:;<=>?@[\\]{}";

  /** A field: a name, of which case does not count, and a value without the space around it. */
  public record Field(String name, String value) {
    boolean is(String other) {
      return name.equalsIgnoreCase(other);
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
    return fields.stream().filter(field -> field.is(name)).map(Field::value).toList();
  }

  /** The value of the first field of a name. */
  public Optional<String> value(String name) {
    return values(name).stream().findFirst();
  }

  /** The members of a comma-separated list over all fields of a name, in lower case. */
  List<String> members(String name) {
    return values(name).stream()
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

  byte[] encode() {
    StringBuilder text = new StringBuilder(line).append("\r\n");
    fields.forEach(field -> text.append(field.name + ": " + field.value + "\r\n"));
    return Octets.latin(text.append("\r\n").toString());
  }

  /**
   * Reads a head at the start of some bytes, to the empty line. Empty lines in front of it are
   * passed over and lines may end with LF alone, as RFC 9112 section 2.2 allows.
   *
   * @throws ProtocolException when a line is no field, or has control characters
   */
  public static Decoded<HttpHead> decode(ByteBuffer bytes) throws ProtocolException {
    int there = bytes.remaining();
    List<String> lines = new ArrayList<>();
    int begin = 0;
    for (int at = 0; at < there; at++) {
      int octet = Octets.at(bytes, at);
      if (octet == '\n') {
        int end = at > begin && Octets.at(bytes, at - 1) == '\r' ? at - 1 : at;
        if (end > begin) {
          lines.add(Octets.latin(bytes, begin, end - begin));
        } else if (!lines.isEmpty()) {
          return Decoded.done(parse(lines), at + 1);
        }
        begin = at + 1;
      } else if (isControl(octet) && !(octet == '\r' && isLineEnd(bytes, at + 1))) {
        throw Octets.unexpected("a line of HTTP", Octets.latin(bytes, begin, at + 1 - begin));
      }
    }
    return Decoded.more(there + 1, there);
  }

  /** All but HTAB; a CR inside a line is one that some read as its end, and others not. */
  private static boolean isControl(int octet) {
    return octet < 0x20 && octet != '\t' || octet == 0x7f;
  }

  private static boolean isLineEnd(ByteBuffer bytes, int at) {
    return at >= bytes.remaining() || Octets.at(bytes, at) == '\n';
  }

  private static HttpHead parse(List<String> lines) throws ProtocolException {
    List<Field> fields = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      if (line.charAt(0) != ' ' && line.charAt(0) != '\t') {
        fields.add(field(line));
      } else if (fields.isEmpty()) {
        throw Octets.unexpected("a field of HTTP behind the first line", line);
      } else {
        Field folded = fields.removeLast();
        fields.add(new Field(folded.name, (folded.value + " " + line.strip()).strip()));
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

  /** RFC 9110 section 5.6.2. */
  static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> c > 0x20 && c < 0x7f && SEPARATORS.indexOf(c) < 0);
  }
}
