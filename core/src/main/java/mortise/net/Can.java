package mortise.net;

import java.nio.ByteOrder;
import java.util.Locale;
import mortise.sys.LinuxCan;

/**
 * An address on a CAN bus, {@code struct sockaddr_can}: an interface, and what the protocol adds to
 * it. {@link Protocol#CAN_RAW} and {@link Protocol#CAN_BCM} add nothing, {@link Protocol#CAN_ISOTP}
 * a pair of identifiers, {@link Protocol#CAN_J1939} the other three components.
 *
 * <p>The kernel keeps the pair where J1939 has its name, so a {@code name} is also the pair.
 *
 * @param index the network interface; 0 is every interface, to bind to
 * @param name J1939: the 64-bit name of a device, {@link J1939#NO_NAME} for none
 * @param pgn J1939: the group of parameters, {@link J1939#NO_PGN} for none
 * @param address J1939: the address of a device, 0 to 255, {@link J1939#NO_ADDR} for none
 */
public record Can(int index, long name, int pgn, int address) implements Address {
  /** A bit of an identifier: it has 29 bits and not 11 (CAN_EFF_FLAG). */
  public static final int EFF_FLAG = LinuxCan.CAN_EFF_FLAG;

  /** A bit of an identifier: the frame asks for one (CAN_RTR_FLAG). */
  public static final int RTR_FLAG = LinuxCan.CAN_RTR_FLAG;

  /** A bit of an identifier: the frame reports an error (CAN_ERR_FLAG). */
  public static final int ERR_FLAG = LinuxCan.CAN_ERR_FLAG;

  /** The 11 bits of an identifier (CAN_SFF_MASK). */
  public static final int SFF_MASK = LinuxCan.CAN_SFF_MASK;

  /** The 29 bits of an identifier (CAN_EFF_MASK). */
  public static final int EFF_MASK = LinuxCan.CAN_EFF_MASK;

  /** The bits of an error's class (CAN_ERR_MASK). */
  public static final int ERR_MASK = LinuxCan.CAN_ERR_MASK;

  public Can {
    if (address < 0 || address > 0xff) {
      throw new IllegalArgumentException("CAN address " + address + " is not in 0..255");
    }
  }

  /** All frames of an interface. */
  public static Can of(int index) {
    return new Can(index, 0, 0, 0);
  }

  /**
   * A pair of identifiers for ISO-TP, with {@link #EFF_FLAG} where they have 29 bits.
   *
   * @param receive the identifier of the frames that come
   * @param send the identifier of the frames that go
   */
  public static Can ofPair(int index, int receive, int send) {
    boolean big = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
    int high = big ? receive : send;
    int low = big ? send : receive;
    return new Can(index, (long) high << 32 | Integer.toUnsignedLong(low), 0, 0);
  }

  /** ISO-TP: the identifier of the frames that come. */
  public int receive() {
    return (int) (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? name >>> 32 : name);
  }

  /** ISO-TP: the identifier of the frames that go. */
  public int send() {
    return (int) (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? name : name >>> 32);
  }

  @Override
  public Family family() {
    return Family.CAN;
  }

  /** {@code can:} and the interface; where they are set, name, group and address in hexadecimal. */
  @Override
  public String toString() {
    boolean bare = name == 0 && pgn == 0 && address == 0;
    return "can:"
        + index
        + (bare ? "" : String.format(Locale.ROOT, ":0x%x:0x%x:0x%x", name, pgn, address));
  }
}
