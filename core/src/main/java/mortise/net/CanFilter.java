package mortise.net;

import java.util.Locale;
import mortise.sys.LinuxCan;

/**
 * Which frames of a CAN bus a socket gets: those whose identifier is {@code id} in the bits of
 * {@code mask}. Both may have the flags of {@link Can}.
 *
 * @param id the identifier
 * @param mask the bits that count
 */
public record CanFilter(int id, int mask) {
  /** A bit of {@link #id}: the filter lets through what it would stop (CAN_INV_FILTER). */
  public static final int INVERTED = LinuxCan.CAN_INV_FILTER;

  /** {@code CanFilter[id=0x123, mask=0x7ff]}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "CanFilter[id=0x%x, mask=0x%x]", id, mask);
  }
}
