package mortise.net;

import java.util.Arrays;
import java.util.HexFormat;

/** A piece of ancillary data as the kernel has it: {@code struct cmsghdr} and its bytes. */
public final class RawAncillary implements Ancillary {
  private final int level;
  private final int type;
  private final byte[] data;

  private RawAncillary(int level, int type, byte[] data) {
    this.level = level;
    this.type = type;
    this.data = data;
  }

  /** Data of a protocol level such as SOL_SOCKET, and a type within it. */
  public static RawAncillary of(int level, int type, byte[] data) {
    return new RawAncillary(level, type, data.clone());
  }

  /**
   * Converts a piece of ancillary data to the level, type and bytes that the kernel takes, cmsg(3).
   *
   * @throws IllegalArgumentException when the piece is of a kind that can only be received; {@link
   *     ReceivedMessage#rawAncillary} has the bytes of those
   */
  public static RawAncillary of(Ancillary piece) {
    return AncillaryEncoder.raw(piece);
  }

  /** {@code cmsg_level}. */
  public int level() {
    return level;
  }

  /** {@code cmsg_type}. */
  public int type() {
    return type;
  }

  /** What follows the head. */
  public byte[] data() {
    return data.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawAncillary that
        && level == that.level
        && type == that.type
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * level + type) + Arrays.hashCode(data);
  }

  /** The numbers, and the data in hexadecimal. */
  @Override
  public String toString() {
    String hex = HexFormat.of().formatHex(data);
    return "RawAncillary[level=" + level + ", type=" + type + ", data=" + hex + "]";
  }
}
