package mortise.net;

import java.time.Duration;
import mortise.sys.LinuxVmSockets;
import mortise.sys.SysSocket;

/** The options of sockets between virtual machines, vsock(7). Their level is the family itself. */
public final class VsockOption {
  private static final OptionLevel VSOCK = new OptionLevel(SysSocket.AF_VSOCK);

  /** The size of the stream's buffer in bytes, within the next two. */
  public static final Option<Long> SO_VM_SOCKETS_BUFFER_SIZE =
      VSOCK.of("SO_VM_SOCKETS_BUFFER_SIZE", LinuxVmSockets.SO_VM_SOCKETS_BUFFER_SIZE, Codecs.LONG);

  /** The least that the buffer may be set to, in bytes. */
  public static final Option<Long> SO_VM_SOCKETS_BUFFER_MIN_SIZE =
      VSOCK.of(
          "SO_VM_SOCKETS_BUFFER_MIN_SIZE",
          LinuxVmSockets.SO_VM_SOCKETS_BUFFER_MIN_SIZE,
          Codecs.LONG);

  /** The most that the buffer may be set to, in bytes. */
  public static final Option<Long> SO_VM_SOCKETS_BUFFER_MAX_SIZE =
      VSOCK.of(
          "SO_VM_SOCKETS_BUFFER_MAX_SIZE",
          LinuxVmSockets.SO_VM_SOCKETS_BUFFER_MAX_SIZE,
          Codecs.LONG);

  /** The id that VMware's host has for the peer. Read only. */
  public static final Option<Integer> SO_VM_SOCKETS_PEER_HOST_VM_ID =
      VSOCK
          .number("SO_VM_SOCKETS_PEER_HOST_VM_ID", LinuxVmSockets.SO_VM_SOCKETS_PEER_HOST_VM_ID)
          .readOnly();

  /** Whether VMware's host trusts the socket. Read only. */
  public static final Option<Boolean> SO_VM_SOCKETS_TRUSTED =
      VSOCK.flag("SO_VM_SOCKETS_TRUSTED", LinuxVmSockets.SO_VM_SOCKETS_TRUSTED).readOnly();

  /** How long the kernel tries to connect, more than zero; 2 s by default. */
  public static final Option<Duration> SO_VM_SOCKETS_CONNECT_TIMEOUT =
      VSOCK.of(
          "SO_VM_SOCKETS_CONNECT_TIMEOUT",
          LinuxVmSockets.SO_VM_SOCKETS_CONNECT_TIMEOUT,
          Codecs.TIMEVAL);

  /** Does not wait, in VMware's kernel. Write only. */
  public static final Option<Boolean> SO_VM_SOCKETS_NONBLOCK_TXRX =
      VSOCK
          .flag("SO_VM_SOCKETS_NONBLOCK_TXRX", LinuxVmSockets.SO_VM_SOCKETS_NONBLOCK_TXRX)
          .writeOnly();

  private VsockOption() {}
}
