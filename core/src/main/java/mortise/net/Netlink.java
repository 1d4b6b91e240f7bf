package mortise.net;

/**
 * An address of a talk with the kernel, netlink(7).
 *
 * @param port the socket's port id, 0 to 2^32 - 1; 0 is the kernel, or a choice of the kernel's
 * @param groups the multicast groups, a bit each: bit 0 is group 1
 */
public record Netlink(long port, int groups) implements Address {
  /** The kernel itself. */
  public static final Netlink KERNEL = new Netlink(0, 0);

  public Netlink {
    if (port < 0 || port > 0xffffffffL) {
      throw new IllegalArgumentException("netlink port " + port + " is not in 0..2^32-1");
    }
  }

  @Override
  public Family family() {
    return Family.NETLINK;
  }

  /** {@code netlink:} with the port, and the groups in hexadecimal. */
  @Override
  public String toString() {
    return "netlink:" + port + ":0x" + Integer.toHexString(groups);
  }
}
