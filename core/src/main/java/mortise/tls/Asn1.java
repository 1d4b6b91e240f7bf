package mortise.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A DER value (X.690). The JDK's own parser is not public.
 *
 * @param tag such as 0x30 for a SEQUENCE
 * @param content the bytes after the length
 * @param encoded the complete encoding: tag, length and content
 */
record Asn1(int tag, byte[] content, byte[] encoded) {
  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int OBJECT = 0x06;
  static final int SEQUENCE = 0x30;

  private static final int LONG_FORM = 0x80;
  private static final int LARGEST_ARC = 64;

  /**
   * Parses bytes that consist of one value.
   *
   * @throws InvalidKeyException if they are malformed
   */
  static Asn1 parse(byte[] der) throws InvalidKeyException {
    List<Asn1> values = all(der);
    if (values.size() != 1) {
      throw damaged();
    }
    return values.getFirst();
  }

  /** Parses a sequence of values without a header. */
  private static List<Asn1> all(byte[] der) throws InvalidKeyException {
    List<Asn1> values = new ArrayList<>();
    int at = 0;
    while (at < der.length) {
      Asn1 value = at(der, at);
      values.add(value);
      at += value.encoded.length;
    }
    return values;
  }

  private static Asn1 at(byte[] der, int begin) throws InvalidKeyException {
    int at = begin + 1;
    int tag = Byte.toUnsignedInt(der[begin]);
    int length = at < der.length ? Byte.toUnsignedInt(der[at++]) : -1;
    if (length >= LONG_FORM) {
      int digits = length - LONG_FORM;
      if (digits < 1 || digits > 3 || digits > der.length - at) {
        throw damaged();
      }
      length = new BigInteger(1, Arrays.copyOfRange(der, at, at + digits)).intValue();
      at += digits;
    }
    if (length < 0 || length > der.length - at) {
      throw damaged();
    }
    int end = at + length;
    return new Asn1(tag, Arrays.copyOfRange(der, at, end), Arrays.copyOfRange(der, begin, end));
  }

  private static InvalidKeyException damaged() {
    return new InvalidKeyException("malformed DER");
  }

  /** The elements of a SEQUENCE, at least {@code least}. */
  List<Asn1> sequence(int least) throws InvalidKeyException {
    List<Asn1> parts = parts(SEQUENCE);
    if (parts.size() < least) {
      throw damaged();
    }
    return parts;
  }

  /** The elements of a constructed value with the expected tag. */
  List<Asn1> parts(int expected) throws InvalidKeyException {
    expect(expected);
    return all(content);
  }

  /** Whether this is a SEQUENCE whose first elements have these tags. */
  boolean beginsWith(int... tags) {
    try {
      List<Asn1> parts = sequence(tags.length);
      for (int i = 0; i < tags.length; i++) {
        if (parts.get(i).tag != tags[i]) {
          return false;
        }
      }
      return true;
    } catch (InvalidKeyException _) {
      return false;
    }
  }

  BigInteger integer() throws InvalidKeyException {
    expect(INTEGER);
    if (content.length == 0) {
      throw damaged();
    }
    return new BigInteger(content);
  }

  /** A positive integer of at most {@code most}. */
  int count(int most) throws InvalidKeyException {
    BigInteger number = integer();
    if (number.signum() <= 0 || number.compareTo(BigInteger.valueOf(most)) > 0) {
      throw new InvalidKeyException("expected 1 to " + most + " but was " + number);
    }
    return number.intValue();
  }

  byte[] octets() throws InvalidKeyException {
    expect(OCTET_STRING);
    return content;
  }

  /** An object identifier in dotted notation. */
  String object() throws InvalidKeyException {
    expect(OBJECT);
    if (content.length == 0 || content.length > LARGEST_ARC) {
      throw damaged();
    }
    StringBuilder text = new StringBuilder();
    BigInteger arc = BigInteger.ZERO;
    for (byte b : content) {
      arc = arc.shiftLeft(7).or(BigInteger.valueOf(b & 0x7f));
      if (b >= 0) {
        text.append(text.isEmpty() ? firstArcs(arc) : "." + arc);
        arc = BigInteger.ZERO;
      }
    }
    return text.toString();
  }

  private static String firstArcs(BigInteger both) {
    int first = Math.min(2, both.min(BigInteger.valueOf(80)).intValue() / 40);
    return first + "." + both.subtract(BigInteger.valueOf(40L * first));
  }

  private void expect(int expected) throws InvalidKeyException {
    if (tag != expected) {
      throw damaged();
    }
  }

  /** Encodes a value whose content is the concatenation of parts. */
  static byte[] encode(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.write(tag);
    int length = content.size();
    if (length < LONG_FORM) {
      value.write(length);
    } else {
      int digits = (39 - Integer.numberOfLeadingZeros(length)) / 8;
      value.write(LONG_FORM | digits);
      for (int i = digits - 1; i >= 0; i--) {
        value.write(length >>> 8 * i);
      }
    }
    value.writeBytes(content.toByteArray());
    return value.toByteArray();
  }

  /** Encodes an object identifier in dotted notation, whose first two arcs are below 40. */
  static byte[] encodeObject(String dotted) {
    String[] arcs = dotted.split("\\.");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(40 * Integer.parseInt(arcs[0]) + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      int arc = Integer.parseInt(arcs[i]);
      for (int shift = 28; shift > 0; shift -= 7) {
        if (arc >>> shift > 0) {
          bytes.write(0x80 | arc >>> shift & 0x7f);
        }
      }
      bytes.write(arc & 0x7f);
    }
    return encode(OBJECT, bytes.toByteArray());
  }
}
