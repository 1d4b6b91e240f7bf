package mortise.net;

import java.util.Arrays;
import java.util.HexFormat;

/** An address of any family as the kernel has it: a {@code struct sockaddr} in bytes. */
public final class RawAddress implements Address {
  /** The longest address that any family has, {@code struct sockaddr_storage}. */
  public static final int MAX_BYTES = 128;

  private final Family family;
  private final byte[] data;

  private RawAddress(Family family, byte[] data) {
    this.family = family;
    this.data = data;
  }

  /**
   * The family, and what follows {@code sa_family} in its sockaddr: 126 bytes at most.
   *
   * @throws IllegalArgumentException when {@code data} is longer
   */
  public static RawAddress of(Family family, byte[] data) {
    if (data.length > MAX_BYTES - 2) {
      throw new IllegalArgumentException(
          "address data of " + data.length + " bytes is longer than " + (MAX_BYTES - 2));
    }
    return new RawAddress(family, data.clone());
  }

  @Override
  public Family family() {
    return family;
  }

  /** What follows {@code sa_family}. */
  public byte[] data() {
    return data.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawAddress that
        && family.equals(that.family)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * family.hashCode() + Arrays.hashCode(data);
  }

  /** {@code raw:}, the family's number and the data in hexadecimal. */
  @Override
  public String toString() {
    return "raw:" + family.number() + ":" + HexFormat.of().formatHex(data);
  }
}
