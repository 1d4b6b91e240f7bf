package mortise.cli.watch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Blocks of a pcapng file, draft-ietf-opsawg-pcapng, in network order: the section header records
 * that.
 */
final class Pcapng {
  private static final int SECTION_HEADER = 0x0a0d0d0a;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int ENHANCED_PACKET = 6;
  private static final int BYTE_ORDER = 0x1a2b3c4d;

  /** Packets that begin with their IP header, version 4 or 6. */
  private static final short LINKTYPE_RAW = 101;

  private static final int OPT_END = 0;
  private static final int OPT_COMMENT = 1;
  private static final int SHB_USERAPPL = 4;
  private static final int IF_NAME = 2;
  private static final int IF_TSRESOL = 9;
  private static final int EPB_FLAGS = 2;

  /** What a block of a packet has beside the packet and the comment, at the most. */
  static final int OVERHEAD = 64;

  /** The direction of a packet as the flags of its block have it. */
  enum Direction {
    INBOUND(1),
    OUTBOUND(2);

    private final int flag;

    Direction(int flag) {
      this.flag = flag;
    }
  }

  private Pcapng() {}

  /** What a file begins with: its section and its only interface, with times in nanoseconds. */
  static byte[] header() {
    ByteBuffer out = ByteBuffer.allocate(256);
    int section = begin(out, SECTION_HEADER);
    out.putInt(BYTE_ORDER).putShort((short) 1).putShort((short) 0).putLong(-1);
    option(out, SHB_USERAPPL, "mortise".getBytes(StandardCharsets.UTF_8));
    end(out, section);
    int description = begin(out, INTERFACE_DESCRIPTION);
    out.putShort(LINKTYPE_RAW).putShort((short) 0).putInt(0);
    option(out, IF_NAME, "mortise".getBytes(StandardCharsets.UTF_8));
    option(out, IF_TSRESOL, new byte[] {9});
    end(out, description);
    return Arrays.copyOf(out.array(), out.position());
  }

  /** Appends a packet; the comment may be null. */
  static void packet(
      ByteBuffer out, Instant time, Direction direction, String comment, ByteBuffer packet) {
    int block = begin(out, ENHANCED_PACKET);
    int length = packet.remaining();
    out.putInt(0)
        .putLong(time.getEpochSecond() * 1_000_000_000L + time.getNano())
        .putInt(length)
        .putInt(length)
        .put(packet);
    pad(out);
    option(out, EPB_FLAGS, ByteBuffer.allocate(4).putInt(direction.flag).array());
    if (comment != null) {
      option(out, OPT_COMMENT, comment.getBytes(StandardCharsets.UTF_8));
    }
    end(out, block);
  }

  private static int begin(ByteBuffer out, int type) {
    int at = out.position();
    out.putInt(type).putInt(0);
    return at;
  }

  private static void option(ByteBuffer out, int code, byte[] value) {
    out.putShort((short) code).putShort((short) value.length).put(value);
    pad(out);
  }

  /** Ends a block that has options. */
  private static void end(ByteBuffer out, int begin) {
    out.putShort((short) OPT_END).putShort((short) 0);
    int length = out.position() + Integer.BYTES - begin;
    out.putInt(begin + Integer.BYTES, length).putInt(length);
  }

  /** Blocks begin at multiples of four, and so does what is in them. */
  private static void pad(ByteBuffer out) {
    while (out.position() % Integer.BYTES != 0) {
      out.put((byte) 0);
    }
  }
}
