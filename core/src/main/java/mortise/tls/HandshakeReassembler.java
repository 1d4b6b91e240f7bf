package mortise.tls;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;

/**
 * What a network without faults would have delivered of a DTLS handshake: each message once, in its
 * order, in records that are numbered anew (RFC 6347, section 4.2.2).
 *
 * <p>The JDK's engine sorts too, and stumbles over some orders: fragments that overlap, the end of
 * a flight that overtakes its middle. Above all it takes ChangeCipherSpec, which has no message
 * number, for the beginning of a flight. Where the ticket of a session before it got lost, the
 * engine goes on without, and then cannot verify the Finished message. So that one waits here until
 * the record which was sent right before it has come too, and all messages up to there.
 */
final class HandshakeReassembler {
  private static final int RECORD_HEADER = 13;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;

  /** Fragments that came too early, and records that are remembered. */
  private static final int MOST_HELD = 64;

  /** Finished and what else may be in the next epoch, before it is begun. */
  private static final int MOST_ENCRYPTED = 4;

  /** What stands for a record without a message. */
  private static final int NO_MESSAGE = -1;

  /** Fragments that came too early, by message number and offset. */
  private final TreeMap<Long, HandshakeFragment> early = new TreeMap<>();

  /** The number of the last message in each record in the clear, by the record's number. */
  private final TreeMap<Long, Integer> messages = new TreeMap<>();

  /** Records that wait for ChangeCipherSpec. */
  private final Deque<byte[]> encrypted = new ArrayDeque<>();

  /** The one that waits for what was sent before it, or null. */
  private byte[] change;

  private boolean changed;
  private int nextMessage;
  private int nextOffset;
  private long nextRecord;
  private ByteBuffer sorted;

  /** The engine has seen the messages below this number, each in one record. */
  HandshakeReassembler(int nextMessage) {
    this.nextMessage = nextMessage;
    this.nextRecord = nextMessage;
  }

  /** Turns a datagram into the records whose turn it is, and earlier ones that waited for them. */
  ByteBuffer reassemble(ByteBuffer datagram) {
    sorted = ByteBuffer.allocate(3 * datagram.remaining() + heldBytes());
    while (datagram.remaining() >= RECORD_HEADER) {
      int length = RECORD_HEADER + Short.toUnsignedInt(datagram.getShort(datagram.position() + 11));
      if (length > datagram.remaining()) {
        break;
      }
      byte[] record = new byte[length];
      datagram.get(record);
      take(record);
    }
    changeIfInOrder();
    return sorted.flip();
  }

  /** How much there is to come when all that waits may go. */
  private int heldBytes() {
    int bytes = change == null ? 0 : change.length;
    for (HandshakeFragment fragment : early.values()) {
      bytes += RECORD_HEADER + HandshakeFragment.HEADER + fragment.length();
    }
    for (byte[] record : encrypted) {
      bytes += record.length;
    }
    return bytes;
  }

  private void take(byte[] record) {
    boolean clear = ByteBuffer.wrap(record).getShort(3) == 0;
    switch (record[0]) {
      // Data that overtakes the end of the handshake is lost, as any datagram may be.
      case APPLICATION_DATA -> {}
      case HANDSHAKE -> {
        if (clear) {
          takeMessages(record);
        } else {
          takeEncrypted(record);
        }
      }
      case CHANGE_CIPHER_SPEC -> {
        remember(record, NO_MESSAGE);
        change = changed ? null : record;
        changeIfInOrder();
      }
      default -> {
        if (clear) {
          remember(record, NO_MESSAGE);
          pass(record);
        } else {
          sorted.put(record);
        }
      }
    }
  }

  private void takeMessages(byte[] record) {
    ByteBuffer bytes = ByteBuffer.wrap(record).position(RECORD_HEADER);
    while (bytes.remaining() >= HandshakeFragment.HEADER) {
      HandshakeFragment fragment = HandshakeFragment.take(record, bytes);
      if (fragment == null) {
        return; // which is longer than its record
      }
      remember(record, fragment.message());
      if (fragment.key() <= nextKey()) {
        pass(fragment);
      } else if (early.size() < MOST_HELD) {
        early.merge(
            fragment.key(), fragment, (one, other) -> one.end() < other.end() ? other : one);
      }
    }
    while (!early.isEmpty() && early.firstKey() <= nextKey()) {
      pass(early.pollFirstEntry().getValue());
    }
  }

  private long nextKey() {
    return HandshakeFragment.key(nextMessage, nextOffset);
  }

  private void pass(HandshakeFragment fragment) {
    boolean isNew =
        fragment.message() == nextMessage
            && (fragment.end() > nextOffset || fragment.whole() == 0 && nextOffset == 0);
    if (!isNew) {
      return;
    }
    pass(fragment.from(nextOffset).record());
    nextOffset = fragment.end();
    if (nextOffset >= fragment.whole()) {
      nextMessage++;
      nextOffset = 0;
    }
  }

  private void takeEncrypted(byte[] record) {
    if (changed) {
      sorted.put(record);
    } else {
      if (encrypted.size() == MOST_ENCRYPTED) {
        encrypted.removeFirst();
      }
      encrypted.add(record);
    }
  }

  private void changeIfInOrder() {
    if (change == null || changed || !isInOrder(number(change))) {
      return;
    }
    changed = true;
    pass(change);
    change = null;
    encrypted.forEach(sorted::put);
    encrypted.clear();
  }

  /** Whether all is there that was sent before a record. */
  private boolean isInOrder(long number) {
    Integer before = messages.get(number - 1);
    return number == 0 || before != null && before < nextMessage;
  }

  private void remember(byte[] record, int message) {
    messages.put(number(record), message);
    if (messages.size() > MOST_HELD) {
      messages.pollFirstEntry();
    }
  }

  private static long number(byte[] record) {
    return ByteBuffer.wrap(record).getLong(3);
  }

  /** A record in the clear, whose number nothing protects. */
  private void pass(byte[] record) {
    byte[] numbered = record.clone();
    ByteBuffer.wrap(numbered).putLong(3, nextRecord++);
    sorted.put(numbered);
  }
}
