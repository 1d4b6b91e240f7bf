package mortise.net;

/**
 * How one large buffer is cut into datagrams, udp(7). Sent ({@link UdpOption#UDP_SEGMENT}), the
 * kernel cuts the message into datagrams of this size, the last perhaps shorter, 64 at most on
 * older systems. Where the receiver has set {@link UdpOption#UDP_GRO}, several datagrams of one
 * sender may arrive as one message, and this is the size of each.
 *
 * @param bytes the length of each datagram save the last, 1 to 65535
 */
public record SegmentSize(int bytes) implements Ancillary {
  static final int MAX = 0xffff;

  public SegmentSize {
    if (bytes < 1 || bytes > MAX) {
      throw new IllegalArgumentException("bytes " + bytes + " is not in 1.." + MAX);
    }
  }
}
