package mortise.tls;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mortise.net.Address;

/**
 * Puts ClientHello messages together that come in several datagrams (RFC 6347, section 4.2.3), as
 * OpenSSL's clients send them that do not know how much the path carries. What is kept for clients
 * that have not shown yet that they are there is bounded: of some addresses, a message each; the
 * oldest makes room for the next. A part that is missing comes again with all others.
 *
 * <p>One thread uses it at a time.
 */
final class ClientHelloFragments {
  private static final int RECORD_HEADER = 13;
  private static final int MESSAGE_HEADER = 12;
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;

  private static final int MOST_ADDRESSES = 256;
  private static final int LONGEST = 1 << 12;

  /** A record with the first bytes of a message, and how many of them there are. */
  private record Begun(byte[] record, int count) {}

  private final Map<Address, Begun> begun = new LinkedHashMap<>();

  /**
   * Takes the first record of a datagram.
   *
   * @return a record with the whole message, once there is one; empty where a part is missing
   * @throws ProtocolException when it is something else, or its lengths do not fit
   */
  Optional<byte[]> take(Address from, byte[] datagram) throws ProtocolException {
    if (datagram.length < RECORD_HEADER + MESSAGE_HEADER
        || datagram[0] != HANDSHAKE
        || datagram[RECORD_HEADER] != CLIENT_HELLO) {
      throw malformed(datagram);
    }
    ByteBuffer bytes = ByteBuffer.wrap(datagram);
    int length = bytes.getInt(RECORD_HEADER) & 0xFFFFFF;
    int offset = bytes.getInt(RECORD_HEADER + 5) & 0xFFFFFF;
    int count = bytes.getInt(RECORD_HEADER + 8) & 0xFFFFFF;
    boolean fits =
        length <= LONGEST
            && offset + count <= length
            && RECORD_HEADER + MESSAGE_HEADER + count <= datagram.length;
    if (!fits) {
      throw malformed(datagram);
    }
    if (offset == 0 && count == length) {
      return Optional.of(datagram);
    }
    return add(from, datagram, offset, count);
  }

  private static ProtocolException malformed(byte[] datagram) {
    return new ProtocolException(
        String.format(
            Locale.ROOT,
            "expected a ClientHello of at most %d bytes, or a part of one, but was a datagram of %d"
                + " bytes",
            LONGEST,
            datagram.length));
  }

  private Optional<byte[]> add(Address from, byte[] datagram, int offset, int count) {
    Begun before = begun.remove(from);
    byte[] record = before == null ? null : before.record();
    boolean goesOn = record != null && before.count() == offset && isSame(record, datagram);
    if (offset == 0) {
      record = begin(datagram);
    } else if (!goesOn) {
      return Optional.empty();
    }
    int headers = RECORD_HEADER + MESSAGE_HEADER;
    System.arraycopy(datagram, headers, record, headers + offset, count);
    if (headers + offset + count == record.length) {
      return Optional.of(record);
    }
    if (begun.size() == MOST_ADDRESSES) {
      begun.remove(begun.keySet().iterator().next());
    }
    begun.put(from, new Begun(record, offset + count));
    return Optional.empty();
  }

  /** Whether both are parts of one message: its type, length and number are the same. */
  private static boolean isSame(byte[] record, byte[] datagram) {
    int from = RECORD_HEADER;
    int to = RECORD_HEADER + 6;
    return Arrays.equals(record, from, to, datagram, from, to);
  }

  /** A record for all of a message that has begun to come. */
  private static byte[] begin(byte[] datagram) {
    int length = ByteBuffer.wrap(datagram).getInt(RECORD_HEADER) & 0xFFFFFF;
    byte[] record = new byte[RECORD_HEADER + MESSAGE_HEADER + length];
    System.arraycopy(datagram, 0, record, 0, RECORD_HEADER + MESSAGE_HEADER);
    ByteBuffer bytes = ByteBuffer.wrap(record);
    bytes.putShort(11, (short) (MESSAGE_HEADER + length));
    bytes.put(RECORD_HEADER + 9, (byte) (length >>> 16));
    bytes.putShort(RECORD_HEADER + 10, (short) length);
    return record;
  }
}
