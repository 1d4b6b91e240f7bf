package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;

final class HandshakeReassemblerTest {
  private static final byte[] TICKET = "a ticket".getBytes();
  private final HandshakeReassembler reassembler = new HandshakeReassembler(0);

  private static byte[] record(int type, int epoch, int number, byte[] body) {
    ByteBuffer record = ByteBuffer.allocate(13 + body.length);
    record.put((byte) type).putShort((short) 0xFEFD).putShort((short) epoch).putShort((short) 0);
    return record.putInt(number).putShort((short) body.length).put(body).array();
  }

  private static byte[] fragment(int number, int message, byte[] whole, int from, int to) {
    ByteBuffer body = ByteBuffer.allocate(12 + to - from);
    body.putInt(4 << 24 | whole.length).putShort((short) message);
    body.put((byte) 0).putShort((short) from).put((byte) 0).putShort((short) (to - from));
    return record(22, 0, number, body.put(whole, from, to - from).array());
  }

  private static byte[] message(int number, int message, byte[] whole) {
    return fragment(number, message, whole, 0, whole.length);
  }

  private static byte[] change(int number) {
    return record(20, 0, number, new byte[] {1});
  }

  private static byte[] finished(int number) {
    return record(22, 1, number, new byte[24]);
  }

  private byte[] sorted(byte[]... records) {
    ByteBuffer datagram = ByteBuffer.wrap(joined(records));
    ByteBuffer sorted = reassembler.reassemble(datagram);
    byte[] bytes = new byte[sorted.remaining()];
    sorted.get(bytes);
    return bytes;
  }

  private static byte[] joined(byte[]... records) {
    int length = Arrays.stream(records).mapToInt(record -> record.length).sum();
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] record : records) {
      all.put(record);
    }
    return all.array();
  }

  @Test
  void recordsInOrderPassUnchanged() {
    byte[] flight = joined(message(0, 0, TICKET), change(1), finished(0));
    assertThat(sorted(flight)).isEqualTo(flight);
  }

  /** The JDK's engine continues without the ticket, and then cannot verify Finished. */
  @Test
  void changeCipherSpecWaitsForLostTicket() {
    assertThat(sorted(message(4, 0, TICKET))).isEqualTo(message(0, 0, TICKET));
    assertThat(sorted(change(6), finished(0))).isEmpty();
    assertThat(sorted(message(7, 1, TICKET), change(8)))
        .isEqualTo(joined(message(1, 1, TICKET), change(2), finished(0)));
    assertThat(sorted(change(8), finished(1))).isEqualTo(finished(1));
  }

  @Test
  void changeCipherSpecWaitsForLateTicket() {
    sorted(message(0, 0, TICKET));
    assertThat(sorted(finished(0))).isEmpty();
    assertThat(sorted(change(2))).isEmpty();
    assertThat(sorted(message(1, 1, TICKET)))
        .isEqualTo(joined(message(1, 1, TICKET), change(2), finished(0)));
  }

  @Test
  void flightWithChangeCipherSpecOnlyPassesAtOnce() {
    sorted(message(3, 0, TICKET));
    assertThat(sorted(change(4), finished(0))).isEqualTo(joined(change(1), finished(0)));
  }

  @Test
  void overlapsAndDuplicatesAreRemoved() {
    assertThat(sorted(fragment(0, 0, TICKET, 0, 5))).isEqualTo(fragment(0, 0, TICKET, 0, 5));
    assertThat(sorted(fragment(1, 0, TICKET, 0, 3))).isEmpty();
    assertThat(sorted(fragment(2, 0, TICKET, 2, 8))).isEqualTo(fragment(1, 0, TICKET, 5, 8));
    assertThat(sorted(message(3, 0, TICKET))).isEmpty();
  }

  @Test
  void messagesOfOneRecordBecomeSeparateRecords() {
    byte[] first = message(0, 0, TICKET);
    byte[] second = message(1, 1, TICKET);
    byte[] bodies =
        joined(Arrays.copyOfRange(first, 13, first.length), Arrays.copyOfRange(second, 13, 33));
    assertThat(sorted(record(22, 0, 9, bodies))).isEqualTo(joined(first, second));
  }

  @Test
  void fragmentsInAnyOrderAreReassembled() {
    Seeds.each(
        500,
        random -> {
          HandshakeReassembler reassembler = new HandshakeReassembler(0);
          List<byte[]> sent = new ArrayList<>();
          int number = 0;
          for (int message = 0; message < 5; message++) {
            for (int from = 0; from < TICKET.length; from += 4) {
              sent.add(fragment(number++, message, TICKET, from, from + 4));
            }
          }
          sent.add(change(number));
          sent.add(finished(0));
          List<byte[]> shuffled = new ArrayList<>(sent);
          Collections.shuffle(shuffled, Random.from(random));
          ByteBuffer all = ByteBuffer.allocate(1000);
          shuffled.forEach(record -> all.put(reassembler.reassemble(ByteBuffer.wrap(record))));
          assertThat(Arrays.copyOf(all.array(), all.position()))
              .isEqualTo(joined(sent.toArray(byte[][]::new)));
        });
  }
}
