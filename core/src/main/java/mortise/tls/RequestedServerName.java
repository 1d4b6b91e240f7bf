package mortise.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import mortise.server.Connection;
import mortise.server.ReadAhead;

/**
 * Reads the server name of a ClientHello (SNI, RFC 6066, section 3) before the engine does. The
 * JDK's engine rejects names with an underscore, and certificates and sessions are selected before
 * an engine is created.
 */
final class RequestedServerName {
  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int VERSION_AND_RANDOM = 2 + 32;
  private static final int SERVER_NAME = 0;
  private static final int HOST_NAME = 0;
  private static final int LARGEST_RECORD = 1 << 14;

  /** The limit of the JDK's engine. */
  private static final int LARGEST_HELLO = 1 << 15;

  /** The maximum number of records of a message; parsing restarts with each record. */
  private static final int MOST_RECORDS = 16;

  private RequestedServerName() {}

  /**
   * Waits for the ClientHello. Its bytes stay in the connection's read-ahead buffer.
   *
   * @return the name; empty if there is none or the message is malformed, which the engine reports
   */
  static Optional<HostName> await(Connection plain) throws IOException {
    plain.awaitReadable(); // without a buffer
    ReadAhead ahead = plain.readAhead();
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    int at = 0;
    for (int records = 0; records < MOST_RECORDS && ahead.more(at + RECORD_HEADER); records++) {
      ByteBuffer header = ByteBuffer.wrap(ahead.peek(), at, RECORD_HEADER);
      boolean isHandshake = header.get() == HANDSHAKE && header.get() == 3;
      int length = isHandshake ? Short.toUnsignedInt(header.getShort(at + 3)) : 0;
      at += RECORD_HEADER;
      if (length == 0 || length > LARGEST_RECORD || !ahead.more(at + length)) {
        return Optional.empty();
      }
      message.write(ahead.peek(), at, length);
      at += length;
      Optional<byte[]> whole = whole(message.toByteArray());
      if (whole.isPresent()) {
        return ofBody(ByteBuffer.wrap(whole.get()), 0);
      }
    }
    return Optional.empty();
  }

  /** The server name of a ClientHello in one record; empty for other records. */
  static Optional<HostName> ofRecord(byte[] record) {
    if (record.length < RECORD_HEADER) {
      return Optional.empty();
    }
    byte[] message = Arrays.copyOfRange(record, RECORD_HEADER, record.length);
    return whole(message).flatMap(body -> ofBody(ByteBuffer.wrap(body), 0));
  }

  /**
   * The body of a complete ClientHello; an empty array for other messages, absent while incomplete.
   */
  private static Optional<byte[]> whole(byte[] message) {
    if (message.length < MESSAGE_HEADER) {
      return Optional.empty();
    }
    int header = ByteBuffer.wrap(message).getInt();
    int length = header & 0xFFFFFF;
    if (header >>> 24 != CLIENT_HELLO || length > LARGEST_HELLO) {
      return Optional.of(new byte[0]);
    }
    if (message.length < MESSAGE_HEADER + length) {
      return Optional.empty();
    }
    byte[] body = new byte[length];
    System.arraycopy(message, MESSAGE_HEADER, body, 0, length);
    return Optional.of(body);
  }

  /**
   * The server name in the body of a ClientHello.
   *
   * @param cookies the number of cookie fields: 1 in DTLS, 0 in TLS
   */
  static Optional<HostName> ofBody(ByteBuffer body, int cookies) {
    try {
      skip(body, VERSION_AND_RANDOM);
      skip(body, Byte.toUnsignedInt(body.get())); // session
      for (int i = 0; i < cookies; i++) {
        skip(body, Byte.toUnsignedInt(body.get()));
      }
      skip(body, Short.toUnsignedInt(body.getShort())); // cipher suites
      skip(body, Byte.toUnsignedInt(body.get())); // compressions
      ByteBuffer extensions = body.hasRemaining() ? part(body) : body;
      while (extensions.hasRemaining()) {
        int type = Short.toUnsignedInt(extensions.getShort());
        ByteBuffer extension = part(extensions);
        if (type == SERVER_NAME) {
          return ofNames(part(extension));
        }
      }
      return Optional.empty();
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<HostName> ofNames(ByteBuffer names) {
    while (names.hasRemaining()) {
      int type = names.get();
      ByteBuffer name = part(names);
      if (type == HOST_NAME && name.hasRemaining()) {
        byte[] bytes = new byte[name.remaining()];
        name.get(bytes);
        return Optional.of(HostName.ofBytes(bytes));
      }
    }
    return Optional.empty();
  }

  private static void skip(ByteBuffer bytes, int count) {
    bytes.position(bytes.position() + count);
  }

  /** Reads a vector with a length of 16 bits. */
  private static ByteBuffer part(ByteBuffer bytes) {
    int length = Short.toUnsignedInt(bytes.getShort());
    ByteBuffer part = bytes.slice(bytes.position(), Math.min(length, bytes.remaining()));
    skip(bytes, length);
    return part;
  }
}
