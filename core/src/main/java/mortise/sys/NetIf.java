package mortise.sys;

import static java.lang.foreign.MemorySegment.ofArray;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static mortise.sys.Native.errno;
import static mortise.sys.Native.instant;
import static mortise.sys.Native.plain;
import static mortise.sys.Native.rethrow;
import static mortise.sys.Native.withoutErrno;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import mortise.sys.struct.Header;
import mortise.sys.struct.IfNameindex;
import mortise.sys.struct.Pointers;
import mortise.sys.struct.SystemLayer;

/** {@code net/if.h}: the network interfaces and their numbers. */
@Header("net/if.h")
public final class NetIf {
  public static final int IF_NAMESIZE = 16;

  public static final int IFF_UP = 0x1;
  public static final int IFF_BROADCAST = 0x2;
  public static final int IFF_DEBUG = 0x4;
  public static final int IFF_LOOPBACK = 0x8;
  public static final int IFF_POINTOPOINT = 0x10;
  public static final int IFF_NOTRAILERS = 0x20;
  public static final int IFF_RUNNING = 0x40;
  public static final int IFF_NOARP = 0x80;
  public static final int IFF_PROMISC = 0x100;

  public static final int IFF_ALLMULTI = 0x200;
  public static final int IFF_MASTER = 0x400;
  public static final int IFF_SLAVE = 0x800;
  public static final int IFF_MULTICAST = 0x1000;

  public static final int IFF_PORTSEL = 0x2000;
  public static final int IFF_AUTOMEDIA = 0x4000;
  public static final int IFF_DYNAMIC = 0x8000;

  private NetIf() {}

  private static final class IfNametoindex {
    static final MethodHandle CALL = instant("if_nametoindex", JAVA_INT, ADDRESS);
  }

  /** {@code unsigned int if_nametoindex(const char *ifname)}; INSTANT. */
  public static int if_nametoindex(MemorySegment name) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.if_nametoindex(name);
    }
    int[] errno = errno();
    try {
      int index = (int) IfNametoindex.CALL.invokeExact(ofArray(errno), name);
      return index == 0 ? -errno[0] : index;
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class IfIndextoname {
    static final MethodHandle CALL = instant("if_indextoname", ADDRESS, JAVA_INT, ADDRESS);
  }

  /**
   * {@code char *if_indextoname(unsigned int ifindex, char *ifname)}; INSTANT. Returns 0; the name
   * takes {@link #IF_NAMESIZE} bytes at most, its NUL included.
   */
  public static int if_indextoname(int index, MemorySegment name) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.if_indextoname(index, name);
    }
    int[] errno = errno();
    try {
      MemorySegment found =
          (MemorySegment) IfIndextoname.CALL.invokeExact(ofArray(errno), index, name);
      return Pointers.isNull(found) ? -errno[0] : 0;
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class Nameindex {
    static final MethodHandle CALL = plain("if_nameindex", ADDRESS);
  }

  /**
   * {@code struct if_nameindex *if_nameindex(void)}; PLAIN. Returns an array of {@link IfNameindex}
   * that ends with index 0, or {@code NULL} with the reason in the off-heap int {@code errno}.
   */
  public static MemorySegment if_nameindex(MemorySegment errno) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.if_nameindex(errno);
    }
    try {
      MemorySegment array = (MemorySegment) Nameindex.CALL.invokeExact(errno);
      return Pointers.memory(array, Long.MAX_VALUE);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class IfFreenameindex {
    static final MethodHandle CALL =
        withoutErrno("if_freenameindex", FunctionDescriptor.ofVoid(ADDRESS));
  }

  /** {@code void if_freenameindex(struct if_nameindex *ptr)}; PLAIN. */
  public static void if_freenameindex(MemorySegment array) {
    if (SystemLayer.PORTABLE) {
      return;
    }
    try {
      IfFreenameindex.CALL.invokeExact(array);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }
}
