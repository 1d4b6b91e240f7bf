package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import mortise.sys.Fcntl;
import mortise.sys.LinuxVmSockets;
import mortise.sys.SysIoctl;

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

  /**
   * The number of this machine, as its host knows it.
   *
   * @throws java.net.SocketException when there is no {@code /dev/vsock}, or it cannot be opened
   */
  public static long localCid() throws IOException {
    int[] cid = new int[1];
    try (OpenFile device = OpenFile.of(Bytes.cString("/dev/vsock"), Fcntl.O_RDONLY)) {
      int request = LinuxVmSockets.IOCTL_VM_SOCKETS_GET_LOCAL_CID;
      long result =
          device.failed()
              ? device.fd()
              : SysIoctl.ioctl(device.fd(), request, MemorySegment.ofArray(cid));
      if (result < 0) {
        throw SocketExceptions.of(result, "ioctl /dev/vsock", null, null, 0);
      }
    }
    return Integer.toUnsignedLong(cid[0]);
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
