package mortise.tls;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The ClientHello of DTLS 1.2 in a datagram (RFC 6347, sections 4.2.1 and 4.2.2): the fields that a
 * server needs to keep no state for clients with a forged source address.
 *
 * @param datagram a record with the whole message
 * @param cookieAt where the length of the cookie is
 */
record ClientHello(byte[] datagram, int cookieAt) {
  private static final int RECORD_HEADER = 13;
  private static final int MESSAGE_HEADER = 12;
  private static final int VERSION_AND_RANDOM = 2 + 32;
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int HELLO_VERIFY_REQUEST = 3;

  /**
   * The message that a datagram begins with.
   *
   * @throws ProtocolException when that is another message, or not whole, or its lengths do not fit
   */
  static ClientHello parse(byte[] datagram) throws ProtocolException {
    int session = RECORD_HEADER + MESSAGE_HEADER + VERSION_AND_RANDOM;
    if (datagram.length <= session || !isMessage(datagram, CLIENT_HELLO)) {
      throw malformed(datagram);
    }
    ByteBuffer bytes = ByteBuffer.wrap(datagram);
    boolean firstEpoch = bytes.getShort(3) == 0;
    int recordLength = Short.toUnsignedInt(bytes.getShort(11));
    int length = bytes.getInt(RECORD_HEADER) & 0xFFFFFF;
    int fragmentOffset = bytes.getInt(RECORD_HEADER + 5) & 0xFFFFFF;
    int fragmentLength = bytes.getInt(RECORD_HEADER + 8) & 0xFFFFFF;
    boolean whole =
        fragmentOffset == 0
            && fragmentLength == length
            && recordLength == MESSAGE_HEADER + length
            && RECORD_HEADER + recordLength <= datagram.length;
    if (!firstEpoch || !whole) {
      throw malformed(datagram);
    }
    int end = RECORD_HEADER + recordLength;
    int cookieAt = session + 1 + Byte.toUnsignedInt(datagram[session]);
    boolean hasCookie = cookieAt < end && cookieAt + Byte.toUnsignedInt(datagram[cookieAt]) < end;
    if (!hasCookie) {
      throw malformed(datagram);
    }
    return new ClientHello(datagram, cookieAt);
  }

  private static ProtocolException malformed(byte[] datagram) {
    return new ProtocolException(
        "expected a whole ClientHello of DTLS 1.2 but was a datagram of "
            + (datagram.length + " bytes without one"));
  }

  /** Whether a record is the request of a server to come again with a cookie. */
  static boolean isVerifyRequest(byte[] record) {
    return isMessage(record, HELLO_VERIFY_REQUEST);
  }

  private static boolean isMessage(byte[] record, int type) {
    return record.length > RECORD_HEADER && record[0] == HANDSHAKE && record[RECORD_HEADER] == type;
  }

  /** The host that the client asks for. */
  Optional<HostName> requestedName() {
    int end = RECORD_HEADER + Short.toUnsignedInt(ByteBuffer.wrap(datagram).getShort(11));
    int from = RECORD_HEADER + MESSAGE_HEADER;
    return RequestedServerName.ofBody(ByteBuffer.wrap(datagram, from, end - from).slice(), 1);
  }

  boolean hasCookie() {
    return datagram[cookieAt] != 0;
  }

  /** The byte of the cookie that has its time of creation. */
  byte cookieGeneration() {
    return datagram[cookieAt + 1];
  }

  /** The message itself, in a record with number 1. */
  byte[] second() {
    byte[] second = datagram.clone();
    ByteBuffer.wrap(second).putLong(3, 1);
    return second;
  }

  /** An answer to it, a whole record, with this record's number, RFC 6347 section 4.2.1. */
  byte[] numbered(byte[] answer) {
    ByteBuffer.wrap(answer).putLong(3, ByteBuffer.wrap(datagram).getLong(3));
    return answer;
  }

  /**
   * The message which the client must have sent before, since the two may differ in the cookie
   * alone: number 0 without one.
   */
  byte[] first() {
    int cookie = Byte.toUnsignedInt(datagram[cookieAt]);
    ByteBuffer from = ByteBuffer.wrap(datagram);
    int recordLength = Short.toUnsignedInt(from.getShort(11)) - cookie;
    int length = recordLength - MESSAGE_HEADER;
    ByteBuffer first = ByteBuffer.allocate(RECORD_HEADER + recordLength);
    first.put(datagram, 0, cookieAt).put((byte) 0);
    first.put(datagram, cookieAt + 1 + cookie, first.remaining());
    first.putLong(3, 0).putShort(11, (short) recordLength); // epoch and number 0
    first.putInt(RECORD_HEADER, CLIENT_HELLO << 24 | length);
    first.putInt(RECORD_HEADER + 4, 0); // message number and offset 0
    first.putInt(RECORD_HEADER + 8, length);
    return first.array();
  }
}
