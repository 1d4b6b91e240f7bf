package mortise.tls;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A DTLS 1.2 ClientHello in one datagram (RFC 6347, sections 4.2.1 and 4.2.2), with the fields of
 * the stateless cookie exchange.
 *
 * @param datagram a record with the complete message
 * @param cookieAt the offset of the cookie's length
 */
record ClientHello(byte[] datagram, int cookieAt) {
  private static final int RECORD_HEADER = 13;
  private static final int MESSAGE_HEADER = 12;
  private static final int VERSION_AND_RANDOM = 2 + 32;
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int HELLO_VERIFY_REQUEST = 3;

  /**
   * Parses the message at the beginning of a datagram.
   *
   * @throws ProtocolException if it is another message, incomplete, or has inconsistent lengths
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
        "expected a complete DTLS 1.2 ClientHello but was a datagram of "
            + (datagram.length + " bytes"));
  }

  /** Whether a record is a HelloVerifyRequest. */
  static boolean isVerifyRequest(byte[] record) {
    return isMessage(record, HELLO_VERIFY_REQUEST);
  }

  private static boolean isMessage(byte[] record, int type) {
    return record.length > RECORD_HEADER && record[0] == HANDSHAKE && record[RECORD_HEADER] == type;
  }

  /** The server name that the client requests (SNI). */
  Optional<HostName> requestedName() {
    int end = RECORD_HEADER + Short.toUnsignedInt(ByteBuffer.wrap(datagram).getShort(11));
    int from = RECORD_HEADER + MESSAGE_HEADER;
    return RequestedServerName.ofBody(ByteBuffer.wrap(datagram, from, end - from).slice(), 1);
  }

  boolean hasCookie() {
    return datagram[cookieAt] != 0;
  }

  /** The first byte of the cookie, which encodes its time of creation. */
  byte cookieGeneration() {
    return datagram[cookieAt + 1];
  }

  /** This message in a record with sequence number 1. */
  byte[] second() {
    byte[] second = datagram.clone();
    ByteBuffer.wrap(second).putLong(3, 1);
    return second;
  }

  /** Sets the sequence number of a reply record to that of this record, RFC 6347 section 4.2.1. */
  byte[] numbered(byte[] answer) {
    ByteBuffer.wrap(answer).putLong(3, ByteBuffer.wrap(datagram).getLong(3));
    return answer;
  }

  /**
   * The client's first ClientHello, with sequence number 0. It is derived from this one, since the
   * two may differ in the cookie only.
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
