package mortise.sys.nio;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static mortise.sys.SysErrno.EAFNOSUPPORT;
import static mortise.sys.SysErrno.EINVAL;
import static mortise.sys.SysSocket.AF_INET;
import static mortise.sys.SysSocket.AF_INET6;
import static mortise.sys.SysSocket.AF_UNIX;
import static mortise.sys.SysSocket.AF_UNSPEC;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import mortise.sys.struct.SockaddrIn;
import mortise.sys.struct.SockaddrIn6;
import mortise.sys.struct.SockaddrUn;

/** {@code struct sockaddr} to and from the addresses of NIO. */
final class Addresses {
  private static final int FAMILY_BYTES = 2;
  private static final int IP4_BYTES = 4;
  private static final int IP6_BYTES = 16;

  private Addresses() {}

  /** The {@code sa_family} of an address. */
  static int family(MemorySegment s) throws ErrnoException {
    if (s.byteSize() < FAMILY_BYTES) {
      throw new ErrnoException(EINVAL);
    }
    return bytes(s).getShort(0) & 0xffff;
  }

  private static ByteBuffer bytes(MemorySegment s) {
    return s.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /**
   * Reads an address for a socket of a family.
   *
   * @return null for AF_UNSPEC
   */
  static SocketAddress decode(MemorySegment s, int family) throws IOException {
    int own = family(s);
    if (own == AF_UNSPEC) {
      return null;
    }
    if (own != family) {
      throw new ErrnoException(EAFNOSUPPORT);
    }
    return switch (family) {
      case AF_INET -> inet4(s);
      case AF_INET6 -> inet6(s);
      case AF_UNIX -> unix(s);
      default -> throw new ErrnoException(EAFNOSUPPORT);
    };
  }

  private static InetSocketAddress inet4(MemorySegment s) throws IOException {
    if (s.byteSize() < SockaddrIn.SIZE) {
      throw new ErrnoException(EINVAL);
    }
    byte[] address = new byte[IP4_BYTES];
    s.asByteBuffer().get(IP4_BYTES, address);
    return new InetSocketAddress(InetAddress.getByAddress(address), SockaddrIn.sin_port(s));
  }

  private static InetSocketAddress inet6(MemorySegment s) throws IOException {
    if (s.byteSize() < SockaddrIn6.SIZE) {
      throw new ErrnoException(EINVAL);
    }
    byte[] address = new byte[IP6_BYTES];
    s.asByteBuffer().get(Long.BYTES, address);
    return new InetSocketAddress(
        address(address, SockaddrIn6.sin6_scope_id(s)), SockaddrIn6.sin6_port(s));
  }

  /** An address of 4 or 16 bytes; one that is mapped from IPv4 is one of IPv4 to NIO. */
  static InetAddress address(byte[] bytes, int scope) throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(bytes);
    return scope != 0 && address instanceof Inet6Address six && six.isLinkLocalAddress()
        ? Inet6Address.getByAddress(null, bytes, scope)
        : address;
  }

  private static SocketAddress unix(MemorySegment s) throws ErrnoException {
    byte[] path = SockaddrUn.sun_path(s, (int) s.byteSize());
    if (path.length == 0) {
      throw ErrnoException.needsLinux(EINVAL, "a UNIX address that the kernel chooses");
    }
    if (path[0] == 0) {
      throw ErrnoException.needsLinux(EINVAL, "an abstract UNIX address");
    }
    return UnixDomainSocketAddress.of(Paths.resolve(path));
  }

  /** The bytes of an address as a socket of a family has it. */
  static byte[] encode(SocketAddress address, int family) {
    return switch (family) {
      case AF_INET -> inet4((InetSocketAddress) address);
      case AF_INET6 -> inet6((InetSocketAddress) address);
      default -> unix((UnixDomainSocketAddress) address);
    };
  }

  private static byte[] inet4(InetSocketAddress address) {
    byte[] made = new byte[SockaddrIn.SIZE];
    int bits = 0;
    int port = 0;
    if (address != null) {
      byte[] four = address.getAddress().getAddress();
      // The wildcard of an IPv4 socket may be the one of IPv6 to the JDK.
      bits = four.length == IP4_BYTES ? ByteBuffer.wrap(four).getInt() : 0;
      port = address.getPort();
    }
    SockaddrIn.set(MemorySegment.ofArray(made), AF_INET, port, bits);
    return made;
  }

  private static byte[] inet6(InetSocketAddress address) {
    byte[] made = new byte[SockaddrIn6.SIZE];
    byte[] bytes = new byte[IP6_BYTES];
    int port = 0;
    int scope = 0;
    if (address != null) {
      port = address.getPort();
      InetAddress inet = address.getAddress();
      if (inet instanceof Inet6Address six) {
        bytes = six.getAddress();
        scope = six.getScopeId();
      } else if (!inet.isAnyLocalAddress()) {
        bytes[10] = bytes[11] = -1;
        System.arraycopy(((Inet4Address) inet).getAddress(), 0, bytes, 12, IP4_BYTES);
      }
    }
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    SockaddrIn6.set(
        MemorySegment.ofArray(made),
        AF_INET6,
        port,
        0,
        halves.getLong(0),
        halves.getLong(Long.BYTES),
        scope);
    return made;
  }

  private static byte[] unix(UnixDomainSocketAddress address) {
    byte[] path = address == null ? new byte[0] : Paths.bytes(address.getPath());
    byte[] made = new byte[FAMILY_BYTES + path.length + (path.length == 0 ? 0 : 1)];
    MemorySegment s = MemorySegment.ofArray(made);
    SockaddrUn.set(s, AF_UNIX, path);
    return made;
  }

  /**
   * Writes an address that a call returns, cut where the memory is too small.
   *
   * @param length holds the memory's size, and receives the address's; {@code NULL} if not wanted
   */
  static void write(byte[] address, MemorySegment memory, MemorySegment length) {
    if (memory.address() == 0 && memory.byteSize() == 0) {
      return;
    }
    long room = Math.min(memory.byteSize(), length.get(JAVA_INT_UNALIGNED, 0));
    int count = (int) Math.min(room, address.length);
    MemorySegment.copy(address, 0, memory, JAVA_BYTE, 0, count);
    length.set(JAVA_INT_UNALIGNED, 0, address.length);
  }

  /** The text of a C string in memory, in the encoding of file names. */
  static String text(MemorySegment s) {
    byte[] bytes = cString(s);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The bytes of a C string, without its NUL. */
  static byte[] cString(MemorySegment s) {
    ByteBuffer all = s.asByteBuffer();
    byte[] bytes = new byte[all.remaining()];
    all.get(bytes);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return Arrays.copyOf(bytes, end);
  }

  /** The path of a C string. */
  static Path path(MemorySegment s) throws ErrnoException {
    return Paths.resolve(cString(s));
  }
}
