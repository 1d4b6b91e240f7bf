package mortise.cli.watch;

import java.nio.ByteBuffer;

/** Packets of IP with TCP or UDP in them, made out of nothing but the bytes that they carry. */
final class PacketBuilder {
  static final int FIN = 1;
  static final int SYN = 2;
  static final int RST = 4;
  static final int PSH = 8;
  static final int ACK = 16;

  /** What a segment carries at the most: room for the longest headers below IP's 65535. */
  static final int MOST = 65_000;

  /** What a datagram carries at the most. */
  static final int MOST_OF_DATAGRAM = 65_507;

  /** What the headers take at the most: IPv6, and TCP with options. */
  static final int HEADERS = 40 + 32;

  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int HOP_LIMIT = 64;

  /** Don't fragment. */
  private static final short DF = 0x4000;

  /** MSS 65000, no operation, a window scale of 14: windows of a gigabyte, which never fill. */
  private static final byte[] SYN_OPTIONS = {2, 4, (byte) (MOST >> 8), (byte) MOST, 1, 3, 3, 14};

  private static final short WINDOW = -1;

  private PacketBuilder() {}

  /** A segment's flags and numbers. */
  record Segment(int flags, int sequence, int acknowledged) {}

  /** Puts an IP packet with a TCP segment in it. */
  static void tcp(
      ByteBuffer out, PacketEndpoints ends, Segment segment, byte[] bytes, int offset, int count) {
    byte[] options = (segment.flags & SYN) == 0 ? new byte[0] : SYN_OPTIONS;
    int header = 20 + options.length;
    ip(out, ends, TCP, header + count);
    int at = out.position();
    out.putShort((short) ends.sourcePort()).putShort((short) ends.destinationPort());
    out.putInt(segment.sequence).putInt(segment.acknowledged);
    out.putShort((short) (header / 4 << 12 | segment.flags)).putShort(WINDOW);
    out.putShort((short) 0).putShort((short) 0).put(options).put(bytes, offset, count);
    out.putShort(at + 16, checksum(out, ends, TCP, at));
  }

  /** Puts an IP packet with a UDP datagram in it. */
  static void udp(ByteBuffer out, PacketEndpoints ends, byte[] bytes, int offset, int count) {
    int length = 8 + count;
    ip(out, ends, UDP, length);
    int at = out.position();
    out.putShort((short) ends.sourcePort()).putShort((short) ends.destinationPort());
    out.putShort((short) length).putShort((short) 0).put(bytes, offset, count);
    short sum = checksum(out, ends, UDP, at);
    // RFC 768: zero means that there is none, so a zero is sent as all ones.
    out.putShort(at + 6, sum == 0 ? -1 : sum);
  }

  private static void ip(ByteBuffer out, PacketEndpoints ends, int protocol, int length) {
    if (ends.source().length == 4) {
      int at = out.position();
      out.putShort((short) 0x4500).putShort((short) (20 + length));
      out.putShort((short) 0).putShort(DF).put((byte) HOP_LIMIT).put((byte) protocol);
      out.putShort((short) 0).put(ends.source()).put(ends.destination());
      out.putShort(at + 10, folded(sum(out, at, out.position())));
    } else {
      out.putInt(0x60000000).putShort((short) length).put((byte) protocol).put((byte) HOP_LIMIT);
      out.put(ends.source()).put(ends.destination());
    }
  }

  /** The checksum over the pseudo header and what is from {@code at} on, RFC 1071 and 8200. */
  private static short checksum(ByteBuffer out, PacketEndpoints ends, int protocol, int at) {
    int length = out.position() - at;
    ByteBuffer hosts = ByteBuffer.allocate(32).put(ends.source()).put(ends.destination());
    return folded(
        sum(out, at, out.position()) + sum(hosts, 0, hosts.position()) + protocol + length);
  }

  /** The sum of the 16-bit words; a last odd byte is the high half of one. */
  private static long sum(ByteBuffer bytes, int from, int to) {
    long sum = 0;
    int at = from;
    for (; at + 4 <= to; at += 4) {
      // Two words at once: the carries of the lower one are folded in at the end.
      sum += bytes.getInt(at) & 0xffffffffL;
    }
    for (; at + 2 <= to; at += 2) {
      sum += bytes.getShort(at) & 0xffff;
    }
    return at < to ? sum + ((bytes.get(at) & 0xff) << 8) : sum;
  }

  private static short folded(long sum) {
    long rest = sum;
    while (rest > 0xffff) {
      rest = (rest & 0xffff) + (rest >>> 16);
    }
    return (short) ~rest;
  }
}
