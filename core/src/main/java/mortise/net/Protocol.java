package mortise.net;

/**
 * A protocol number within a family, protocols(5).
 *
 * @param number the kernel's {@code IPPROTO_} number, or that of another family
 */
public record Protocol(int number) {
  /** The family's usual protocol for the socket's type. */
  public static final Protocol DEFAULT = new Protocol(0);

  public static final Protocol ICMP = new Protocol(1);
  public static final Protocol TCP = new Protocol(6);
  public static final Protocol UDP = new Protocol(17);
  public static final Protocol ICMPV6 = new Protocol(58);

  /** Sends and receives whole IP packets, raw(7). */
  public static final Protocol RAW = new Protocol(255);

  /** Just the number: a protocol's name depends on the family. */
  @Override
  public String toString() {
    return Integer.toString(number);
  }
}
