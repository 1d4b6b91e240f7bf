package mortise.tls;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reassembles and reorders the records of a DTLS handshake: the engine gets each message once, in
 * order, in renumbered records (RFC 6347, section 4.2.2).
 *
 * <p>The JDK's engine also reorders, but fails for overlapping fragments and for flights whose end
 * arrives before the middle. Above all it accepts ChangeCipherSpec, which has no message number,
 * out of order: if the NewSessionTicket before it is lost, the engine continues without it and then
 * cannot verify Finished. So ChangeCipherSpec is held back until the record sent directly before it
 * has arrived, and all messages up to there.
 */
final class HandshakeReassembler {
  private static final int RECORD_HEADER = 13;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;

  /** The maximum number of held fragments, and of remembered records. */
  private static final int MOST_HELD = 64;

  /** The maximum number of held records of the next epoch, such as Finished. */
  private static final int MOST_ENCRYPTED = 4;

  /** Marks a record without a handshake message. */
  private static final int NO_MESSAGE = -1;

  /** Fragments that arrived out of order, by message number and offset. */
  private final TreeMap<Long, HandshakeFragment> early = new TreeMap<>();

  /** The last message number in each unencrypted record, by record number. */
  private final TreeMap<Long, Integer> messages = new TreeMap<>();

  /** Encrypted records that wait for ChangeCipherSpec. */
  private final Deque<byte[]> encrypted = new ArrayDeque<>();

  /** A ChangeCipherSpec that waits for earlier records, or null. */
  private byte @Nullable [] change;

  private boolean changed;
  private int nextMessage;
  private int nextOffset;
  private long nextRecord;
  private ByteBuffer sorted = ByteBuffer.allocate(0);

  /** Starts after the messages below this number, each of which was one record. */
  HandshakeReassembler(int nextMessage) {
    this.nextMessage = nextMessage;
    this.nextRecord = nextMessage;
  }

  /** Adds a datagram. Returns the records that are in order now, including held ones. */
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

  /** The size of all held records and fragments. */
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
      // Application data before the end of the handshake is dropped, as a network may do.
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
        return; // malformed: longer than its record
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

  /** Whether all records before this one have arrived. */
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

  /** Passes on an unencrypted record with a new number, which nothing authenticates. */
  private void pass(byte[] record) {
    byte[] numbered = record.clone();
    ByteBuffer.wrap(numbered).putLong(3, nextRecord++);
    sorted.put(numbered);
  }
}
