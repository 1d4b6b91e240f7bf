package mortise.cli.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a certificate is made of: values in DER (X.690), each a tag, a length and its bytes. */
final class Der {
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;

  private Der() {}

  static byte[] value(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.write(tag);
    int length = content.size();
    if (length >= 0x80) {
      byte[] digits = unsigned(BigInteger.valueOf(length));
      value.write(0x80 | digits.length);
      value.writeBytes(digits);
    } else {
      value.write(length);
    }
    value.writeBytes(content.toByteArray());
    return value.toByteArray();
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] digits = number.toByteArray();
    return digits[0] == 0 ? Arrays.copyOfRange(digits, 1, digits.length) : digits;
  }

  static byte[] sequence(byte[]... parts) {
    return value(SEQUENCE, parts);
  }

  static byte[] set(byte[]... parts) {
    return value(SET, parts);
  }

  static byte[] integer(BigInteger number) {
    return value(INTEGER, number.toByteArray());
  }

  static byte[] octets(byte[] bytes) {
    return value(OCTET_STRING, bytes);
  }

  /** Whole bytes as bits. */
  static byte[] bits(byte[] bytes) {
    return value(BIT_STRING, new byte[1], bytes);
  }

  static byte[] text(String text) {
    return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A moment of these hundred years, {@code yyMMddHHmmss'Z'}. */
  static byte[] utcTime(String text) {
    return value(UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** An object identifier of numbers with dots between them. */
  static byte[] object(String dotted) {
    String[] numbers = dotted.split("\\.");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(40 * Integer.parseInt(numbers[0]) + Integer.parseInt(numbers[1]));
    for (int i = 2; i < numbers.length; i++) {
      int number = Integer.parseInt(numbers[i]);
      for (int shift = 28; shift > 0; shift -= 7) {
        if (number >>> shift > 0) {
          bytes.write(0x80 | number >>> shift & 0x7f);
        }
      }
      bytes.write(number & 0x7f);
    }
    return value(OBJECT, bytes.toByteArray());
  }
}
