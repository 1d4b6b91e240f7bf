package mortise.net;

/**
 * An address between a virtual machine and its host, vsock(7).
 *
 * @param cid the machine: 0 to 2^32 - 1, see the constants
 * @param port 0 to 2^32 - 1
 */
public record Vsock(long cid, long port) implements Address {
  /** Any machine, to bind to (VMADDR_CID_ANY). */
  public static final long CID_ANY = 0xffffffffL;

  /** This machine, by its loopback (VMADDR_CID_LOCAL). */
  public static final long CID_LOCAL = 1;

  /** The host, seen from a virtual machine (VMADDR_CID_HOST). */
  public static final long CID_HOST = 2;

  /** A port that the kernel chooses, to bind to (VMADDR_PORT_ANY). */
  public static final long PORT_ANY = 0xffffffffL;

  public Vsock {
    unsigned("cid", cid);
    unsigned("port", port);
  }

  private static void unsigned(String what, long value) {
    if (value < 0 || value > 0xffffffffL) {
      throw new IllegalArgumentException("vsock " + what + " " + value + " is not in 0..2^32-1");
    }
  }

  @Override
  public Family family() {
    return Family.VSOCK;
  }

  /** {@code vsock:2:1024}, with "any" for either number that means any. */
  @Override
  public String toString() {
    return "vsock:" + text(cid) + ":" + text(port);
  }

  private static String text(long number) {
    return number == CID_ANY ? "any" : Long.toString(number);
  }
}
