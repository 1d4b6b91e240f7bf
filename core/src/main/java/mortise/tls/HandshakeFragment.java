package mortise.tls;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A fragment of a DTLS handshake message, or a complete message (RFC 6347, section 4.2.2).
 *
 * <pre>
 *  0      1         4          6        9        12
 *  +------+---------+----------+--------+--------+------
 *  | type | length  | message  | offset | length | bytes
 *  |      | of all  | number   | of this part    |
 *  +------+---------+----------+--------+--------+------
 * </pre>
 *
 * @param version the record's protocol version
 * @param type the message type
 * @param whole the length of the complete message
 * @param message the message's sequence number
 * @param offset the offset of this fragment in the message
 * @param bytes the content of this fragment
 */
record HandshakeFragment(
    short version, byte type, int whole, int message, int offset, byte[] bytes) {
  static final int HEADER = 12;
  private static final int RECORD_HEADER = 13;
  private static final int HANDSHAKE = 22;

  /** Parses the fragment at the buffer's position in a record; null if it exceeds the record. */
  static @Nullable HandshakeFragment take(byte[] record, ByteBuffer rest) {
    int begin = rest.position();
    int length = rest.getInt(begin + 8) & 0xFFFFFF;
    int whole = rest.getInt(begin) & 0xFFFFFF;
    int offset = rest.getInt(begin + 5) & 0xFFFFFF;
    if (length > rest.remaining() - HEADER || offset + length > whole) {
      return null;
    }
    byte[] bytes = new byte[length];
    rest.position(begin + HEADER).get(bytes);
    return new HandshakeFragment(
        ByteBuffer.wrap(record).getShort(1),
        rest.get(begin),
        whole,
        Short.toUnsignedInt(rest.getShort(begin + 4)),
        offset,
        bytes);
  }

  /** The sort key of fragments. */
  static long key(int message, int offset) {
    return (long) message << 24 | offset;
  }

  long key() {
    return key(message, offset);
  }

  int length() {
    return bytes.length;
  }

  int end() {
    return offset + bytes.length;
  }

  /** The rest of this fragment from an offset in the message on. */
  HandshakeFragment from(int place) {
    byte[] rest = Arrays.copyOfRange(bytes, place - offset, bytes.length);
    return new HandshakeFragment(version, type, whole, message, place, rest);
  }

  /** Encodes the fragment as a record with sequence number 0. */
  byte[] record() {
    ByteBuffer record = ByteBuffer.allocate(RECORD_HEADER + HEADER + bytes.length);
    record.put((byte) HANDSHAKE).putShort(version).putLong(0);
    record.putShort((short) (HEADER + bytes.length));
    record.putInt(type << 24 | whole).putShort((short) message);
    record.put(threeBytes(offset)).put(threeBytes(bytes.length)).put(bytes);
    return record.array();
  }

  private static byte[] threeBytes(int number) {
    return new byte[] {(byte) (number >> 16), (byte) (number >> 8), (byte) number};
  }
}
