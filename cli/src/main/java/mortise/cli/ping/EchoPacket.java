package mortise.cli.ping;

import java.nio.ByteBuffer;

/** Echo requests and replies of ICMP (RFC 792) and ICMPv6 (RFC 4443), as bytes. */
record EchoPacket(boolean six, int identifier, byte[] data) {
  static final int HEADER = 8;

  private static final int REQUEST = 8;
  private static final int REPLY = 0;
  private static final int REQUEST6 = 128;
  private static final int REPLY6 = 129;

  /** A reply: the number of the request, its length, and whether its data is what was sent. */
  record Reply(int sequence, int bytes, boolean isWhole) {}

  /** A request: type, code, checksum, identifier, sequence number, data. */
  byte[] request(int sequence) {
    ByteBuffer message = ByteBuffer.allocate(HEADER + data.length);
    message.put(0, (byte) (six ? REQUEST6 : REQUEST));
    message.putShort(4, (short) identifier).putShort(6, (short) sequence).put(HEADER, data);
    // The checksum of ICMPv6 has the addresses in it, and the kernel computes it.
    return six ? message.array() : message.putShort(2, checksum(message)).array();
  }

  /**
   * Reads a reply.
   *
   * @param anyIdentifier whether the kernel has seen to it that the reply is for this socket
   * @return null when it is another message or for another process
   */
  Reply reply(byte[] packet, boolean hasIpHeader, boolean anyIdentifier) {
    int begin = hasIpHeader && packet.length > 0 ? 4 * (packet[0] & 15) : 0;
    if (packet.length - begin < HEADER) {
      return null;
    }
    ByteBuffer message = ByteBuffer.wrap(packet, begin, packet.length - begin).slice();
    boolean ours = anyIdentifier || message.getShort(4) == (short) identifier;
    if (message.get(0) != (byte) (six ? REPLY6 : REPLY) || !ours) {
      return null;
    }
    boolean whole = message.position(HEADER).equals(ByteBuffer.wrap(data));
    return new Reply(message.getShort(6) & 0xffff, message.limit(), whole);
  }

  /** The number of a request that met an error; -1 when it is another process's. */
  int sequenceOf(byte[] request, boolean anyIdentifier) {
    if (request.length < HEADER || request[0] != (byte) (six ? REQUEST6 : REQUEST)) {
      return -1;
    }
    ByteBuffer message = ByteBuffer.wrap(request);
    boolean ours = anyIdentifier || message.getShort(4) == (short) identifier;
    return ours ? message.getShort(6) & 0xffff : -1;
  }

  /** RFC 1071. */
  private static short checksum(ByteBuffer message) {
    int sum = 0;
    for (int i = 0; i + 1 < message.limit(); i += 2) {
      sum += message.getShort(i) & 0xffff;
    }
    if (message.limit() % 2 == 1) {
      sum += (message.get(message.limit() - 1) & 0xff) << 8;
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return (short) ~(sum + (sum >>> 16));
  }
}
