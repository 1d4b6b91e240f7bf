package mortise.net;

import mortise.sys.struct.Cmsghdr;

/**
 * What goes with a message besides its bytes, cmsg(3): descriptors, credentials, the interface that
 * a datagram came by, the error that it met.
 *
 * <p>Most kinds arrive only when an option of the receiving socket asks for them; each type names
 * it. These can be sent as well: {@link Descriptors}, {@link Credentials}, {@link PacketInfo4} and
 * {@link PacketInfo6}, {@link Ttl} and {@link HopLimit}, {@link Tos} and {@link TrafficClass},
 * {@link SegmentSize}, {@link TransmitTime}; and {@link RawAncillary}, which stands for everything
 * that has no type here. To send any other is an {@link IllegalArgumentException}.
 */
public sealed interface Ancillary
    permits Descriptors,
        Credentials,
        PacketInfo4,
        PacketInfo6,
        Ttl,
        HopLimit,
        Tos,
        TrafficClass,
        Timestamp,
        OriginalDestination,
        SegmentSize,
        ExtendedError,
        PidDescriptor,
        SecurityLabel,
        DropCount,
        TransmitTime,
        RawAncillary {

  /**
   * The room that a piece with {@code bytes} bytes of data takes when others follow: {@code
   * CMSG_SPACE}. The sum over all pieces is what {@link Socket#recvMessage(int, int)} asks for.
   *
   * @throws IllegalArgumentException when {@code bytes} is negative or leaves no int
   */
  static int space(int bytes) {
    return room(bytes, Cmsghdr.CMSG_SPACE(bytes));
  }

  /**
   * The room that a last piece with {@code bytes} bytes of data takes: {@code CMSG_LEN}, which
   * leaves no padding for a descriptor more than was asked for.
   *
   * @throws IllegalArgumentException when {@code bytes} is negative or leaves no int
   */
  static int length(int bytes) {
    return room(bytes, Cmsghdr.CMSG_LEN(bytes));
  }

  private static int room(int bytes, long room) {
    if (bytes < 0 || room > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "ancillary data of " + bytes + " bytes is not in 0.." + (Integer.MAX_VALUE - 23));
    }
    return (int) room;
  }

  /** A number that fits a byte, or an IllegalArgumentException that names it. */
  static int checkByte(String name, int value) {
    if (value < 0 || value > 255) {
      throw new IllegalArgumentException(name + " " + value + " is not in 0..255");
    }
    return value;
  }
}
