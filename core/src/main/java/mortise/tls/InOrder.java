package mortise.tls;

import java.nio.ByteBuffer;
import java.util.TreeMap;

/**
 * Puts the records of a DTLS handshake into their order and drops what came before (RFC 6347,
 * section 4.2.2). The JDK's engine does that too, and stumbles over some orders: the end of a
 * flight that overtakes its middle makes it fail.
 */
final class InOrder {
  private static final int RECORD_HEADER = 13;
  private static final int MESSAGE_HEADER = 12;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;
  private static final int MOST_HELD = 64;

  /** Records that came too early, by message number and offset. */
  private final TreeMap<Long, byte[]> early = new TreeMap<>();

  private int nextMessage;
  private int nextOffset;

  /** The engine has seen the messages below this number. */
  InOrder(int nextMessage) {
    this.nextMessage = nextMessage;
  }

  /** Turns a datagram into the records whose turn it is, and earlier ones that waited for them. */
  ByteBuffer sort(ByteBuffer datagram) {
    ByteBuffer sorted = ByteBuffer.allocate(datagram.remaining() + heldBytes());
    while (datagram.remaining() >= RECORD_HEADER) {
      int begin = datagram.position();
      int length = RECORD_HEADER + Short.toUnsignedInt(datagram.getShort(begin + 11));
      if (length > datagram.remaining()) {
        break;
      }
      byte[] record = new byte[length];
      datagram.get(record);
      take(record, sorted);
    }
    return sorted.flip();
  }

  private int heldBytes() {
    return early.values().stream().mapToInt(record -> record.length).sum();
  }

  private void take(byte[] record, ByteBuffer sorted) {
    boolean clear = ByteBuffer.wrap(record).getShort(3) == 0;
    switch (record[0]) {
      // Data that overtakes the end of the handshake is lost, as any datagram may be.
      case APPLICATION_DATA -> {}
      case CHANGE_CIPHER_SPEC -> passUnlessGap(record, sorted);
      case HANDSHAKE -> {
        if (!clear) {
          passUnlessGap(record, sorted);
        } else if (record.length >= RECORD_HEADER + MESSAGE_HEADER) {
          takeMessage(record, sorted);
        }
      }
      default -> sorted.put(record);
    }
  }

  /** What ends a flight comes again when the flight does. */
  private void passUnlessGap(byte[] record, ByteBuffer sorted) {
    if (early.isEmpty() && nextOffset == 0) {
      sorted.put(record);
    }
  }

  private void takeMessage(byte[] record, ByteBuffer sorted) {
    ByteBuffer bytes = ByteBuffer.wrap(record);
    int message = Short.toUnsignedInt(bytes.getShort(RECORD_HEADER + 4));
    int offset = bytes.getInt(RECORD_HEADER + 5) & 0xFFFFFF;
    if (message == nextMessage && offset <= nextOffset) {
      pass(record, sorted);
      while (!early.isEmpty() && isNext(early.firstKey())) {
        pass(early.pollFirstEntry().getValue(), sorted);
      }
    } else if (message >= nextMessage && early.size() < MOST_HELD) {
      early.put((long) message << 24 | offset, record);
    }
  }

  private boolean isNext(long key) {
    return key <= ((long) nextMessage << 24 | nextOffset);
  }

  private void pass(byte[] record, ByteBuffer sorted) {
    ByteBuffer bytes = ByteBuffer.wrap(record);
    int message = Short.toUnsignedInt(bytes.getShort(RECORD_HEADER + 4));
    int length = bytes.getInt(RECORD_HEADER) & 0xFFFFFF;
    int offset = bytes.getInt(RECORD_HEADER + 5) & 0xFFFFFF;
    int end = offset + (bytes.getInt(RECORD_HEADER + 8) & 0xFFFFFF);
    boolean isNew = message == nextMessage && (end > nextOffset || end == length);
    if (!isNew) {
      return;
    }
    sorted.put(record);
    nextOffset = end;
    if (end >= length) {
      nextMessage++;
      nextOffset = 0;
    }
  }
}
