package mortise.net;

import mortise.sys.LinuxQrtr;

/**
 * An address of the Qualcomm IPC router, {@code struct sockaddr_qrtr}.
 *
 * @param node a processor of the chip, 0 to 2^32 - 1
 * @param port 0 to 2^32 - 1
 */
public record Qipcrtr(long node, long port) implements Address {
  /** All nodes (QRTR_NODE_BCAST). */
  public static final long ALL_NODES = Integer.toUnsignedLong(LinuxQrtr.QRTR_NODE_BCAST);

  /** The control port, which reports new and removed services (QRTR_PORT_CTRL). */
  public static final long CONTROL_PORT = Integer.toUnsignedLong(LinuxQrtr.QRTR_PORT_CTRL);

  public Qipcrtr {
    unsigned("node", node);
    unsigned("port", port);
  }

  private static void unsigned(String what, long value) {
    if (value < 0 || value > 0xffffffffL) {
      throw new IllegalArgumentException("QIPCRTR " + what + " " + value + " is not in 0..2^32-1");
    }
  }

  @Override
  public Family family() {
    return Family.QIPCRTR;
  }

  /** {@code qipcrtr:1:16384}: the node and the port. */
  @Override
  public String toString() {
    return "qipcrtr:" + node + ":" + port;
  }
}
