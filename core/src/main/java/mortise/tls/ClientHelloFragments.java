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
 * Reassembles ClientHello messages that arrive in several datagrams (RFC 6347, section 4.2.3).
 * OpenSSL's clients fragment them if they do not know the path MTU. The source address is not
 * verified yet, so memory is bounded: one message per address, 256 addresses, the oldest is
 * evicted. After a lost fragment the client retransmits the complete message.
 *
 * <p>Not thread-safe.
 */
final class ClientHelloFragments {
  private static final int RECORD_HEADER = 13;
  private static final int MESSAGE_HEADER = 12;
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;

  private static final int MOST_ADDRESSES = 256;
  private static final int LONGEST = 1 << 12;

  /** An incomplete message, and the number of its bytes received so far. */
  private record Begun(byte[] record, int count) {}

  private final Map<Address, Begun> begun = new LinkedHashMap<>();

  /**
   * Adds the first record of a datagram.
   *
   * @return a record with the complete message; empty while fragments are missing
   * @throws ProtocolException if it is no ClientHello, or its lengths are inconsistent
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
            "expected a ClientHello of at most %d bytes, or a fragment of one, but was a datagram"
                + " of %d bytes",
            LONGEST,
            datagram.length));
  }

  private Optional<byte[]> add(Address from, byte[] datagram, int offset, int count) {
    Begun before = begun.remove(from);
    byte[] record;
    if (offset == 0) {
      record = begin(datagram);
    } else if (before != null && before.count() == offset && isSame(before.record(), datagram)) {
      record = before.record();
    } else {
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

  /** Whether both are fragments of one message: equal type, length and message number. */
  private static boolean isSame(byte[] record, byte[] datagram) {
    int from = RECORD_HEADER;
    int to = RECORD_HEADER + 6;
    return Arrays.equals(record, from, to, datagram, from, to);
  }

  /** Allocates a record for the complete message of a first fragment. */
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
