package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/vm_sockets.h}: sockets between virtual machines and their host, vsock(7). */
@Header({"sys/socket.h", "sys/ioctl.h", "linux/vm_sockets.h"})
public final class LinuxVmSockets {
  public static final int SO_VM_SOCKETS_BUFFER_SIZE = 0;
  public static final int SO_VM_SOCKETS_BUFFER_MIN_SIZE = 1;
  public static final int SO_VM_SOCKETS_BUFFER_MAX_SIZE = 2;
  public static final int SO_VM_SOCKETS_PEER_HOST_VM_ID = 3;
  public static final int SO_VM_SOCKETS_TRUSTED = 5;
  public static final int SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD = 6;
  public static final int SO_VM_SOCKETS_NONBLOCK_TXRX = 7;
  public static final int SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW = 8;
  public static final int SO_VM_SOCKETS_CONNECT_TIMEOUT = 6;

  public static final int VMADDR_CID_ANY = 0xffffffff;
  public static final int VMADDR_PORT_ANY = 0xffffffff;
  public static final int VMADDR_CID_HYPERVISOR = 0;
  public static final int VMADDR_CID_LOCAL = 1;
  public static final int VMADDR_CID_HOST = 2;
  public static final int VMADDR_FLAG_TO_HOST = 0x1;

  public static final int VM_SOCKETS_INVALID_VERSION = 0xffffffff;

  public static final int IOCTL_VM_SOCKETS_GET_LOCAL_CID = 0x7b9;

  // The level and the type of what MSG_ERRQUEUE brings; the level of the options is AF_VSOCK.
  @Since("6.7")
  public static final int SOL_VSOCK = 287;

  @Since("6.7")
  public static final int VSOCK_RECVERR = 1;

  private LinuxVmSockets() {}
}
