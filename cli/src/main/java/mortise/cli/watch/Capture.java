package mortise.cli.watch;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import mortise.cli.flow.Watcher;

/**
 * Conversations in a pcapng file, as if they had been captured on a wire: packets are made around
 * the bytes that pass through this process, so it needs no rights, and what came by TLS is there in
 * the clear. Wireshark and tshark read it.
 */
final class Capture implements AutoCloseable {
  private final Sink file;

  /** A packet and its block, made here before they are written; guarded by this. */
  private final ByteBuffer packet =
      ByteBuffer.allocate(PacketBuilder.HEADERS + PacketBuilder.MOST_OF_DATAGRAM);

  private ByteBuffer block = ByteBuffer.allocate(packet.capacity() + 4096);

  /** Null for the time of the writing; guarded by this. */
  private Instant time;

  private Capture(Sink file) {
    this.file = file;
  }

  /** Where the blocks go. */
  interface Sink {
    void write(byte[] bytes, int offset, int count) throws RecordException;

    void close() throws RecordException;
  }

  static Capture open(Path path, Consumer<RecordException> whenFailed) throws RecordException {
    return to(RecordFile.open(path, false, whenFailed));
  }

  /** A capture that goes elsewhere. */
  static Capture to(Sink file) throws RecordException {
    byte[] header = Pcapng.header();
    file.write(header, 0, header.length);
    return new Capture(file);
  }

  /** The watcher of one conversation. */
  Watcher conversation(Initiator origin, long number) {
    return new CapturedConversation(this, origin, number);
  }

  /** Has the packets from now on bear a time of the past; null for the one of their writing. */
  synchronized void at(Instant past) {
    time = past;
  }

  /** Writes the packet that {@code content} puts. */
  synchronized void write(Pcapng.Direction direction, String comment, Consumer<ByteBuffer> content)
      throws RecordException {
    content.accept(packet.clear());
    int room = packet.position() + Pcapng.OVERHEAD + (comment == null ? 0 : 4 * comment.length());
    if (block.capacity() < room) {
      block = ByteBuffer.allocate(room);
    }
    Instant now = time == null ? Instant.now() : time;
    Pcapng.packet(block.clear(), now, direction, comment, packet.flip());
    file.write(block.array(), 0, block.position());
  }

  @Override
  public void close() throws RecordException {
    file.close();
  }
}
