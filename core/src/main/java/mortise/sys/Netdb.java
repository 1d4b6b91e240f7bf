package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static mortise.sys.Calls.noErrno;
import static mortise.sys.Calls.pointers;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;
import static mortise.sys.Native.plain;
import static mortise.sys.Native.rethrow;
import static mortise.sys.Native.withoutErrno;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import mortise.sys.struct.Addrinfo;
import mortise.sys.struct.Header;
import mortise.sys.struct.Pointers;
import mortise.sys.struct.Protoent;
import mortise.sys.struct.SystemLayer;

/** {@code netdb.h}: names of hosts, services and protocols. */
@Header("netdb.h")
public final class Netdb {
  // A code that getaddrinfo returns is one of these, 0, or EAI_SYSTEM: then errno has the error.
  public static final int EAI_BADFLAGS = -1;
  public static final int EAI_NONAME = -2;
  public static final int EAI_AGAIN = -3;
  public static final int EAI_FAIL = -4;
  public static final int EAI_FAMILY = -6;
  public static final int EAI_SOCKTYPE = -7;
  public static final int EAI_SERVICE = -8;
  public static final int EAI_MEMORY = -10;
  public static final int EAI_SYSTEM = -11;
  public static final int EAI_OVERFLOW = -12;
  public static final int EAI_NODATA = -5;
  public static final int EAI_ADDRFAMILY = -9;
  public static final int EAI_INPROGRESS = -100;
  public static final int EAI_CANCELED = -101;
  public static final int EAI_NOTCANCELED = -102;
  public static final int EAI_ALLDONE = -103;
  public static final int EAI_INTR = -104;
  public static final int EAI_IDN_ENCODE = -105;

  public static final int HOST_NOT_FOUND = 1;
  public static final int TRY_AGAIN = 2;
  public static final int NO_RECOVERY = 3;
  public static final int NO_DATA = 4;

  public static final int AI_PASSIVE = 0x1;
  public static final int AI_CANONNAME = 0x2;
  public static final int AI_NUMERICHOST = 0x4;
  public static final int AI_V4MAPPED = 0x8;
  public static final int AI_ALL = 0x10;
  public static final int AI_ADDRCONFIG = 0x20;

  public static final int AI_IDN = 0x40;

  public static final int AI_CANONIDN = 0x80;
  public static final int AI_IDN_ALLOW_UNASSIGNED = 0x100;
  public static final int AI_IDN_USE_STD3_ASCII_RULES = 0x200;
  public static final int AI_NUMERICSERV = 0x400;

  public static final int NI_MAXHOST = 1025;
  public static final int NI_MAXSERV = 32;

  public static final int NI_NUMERICHOST = 0x1;
  public static final int NI_NUMERICSERV = 0x2;
  public static final int NI_NOFQDN = 0x4;
  public static final int NI_NAMEREQD = 0x8;
  public static final int NI_DGRAM = 0x10;
  public static final int NI_IDN = 0x20;
  public static final int NI_IDN_ALLOW_UNASSIGNED = 0x40;
  public static final int NI_IDN_USE_STD3_ASCII_RULES = 0x80;

  private Netdb() {}

  private static final MemorySegment GETADDRINFO = function("getaddrinfo");

  /**
   * {@code int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
   * struct addrinfo **res)}; BLOCKING. Returns 0 or an {@code EAI_} code, which is negative; with
   * {@link #EAI_SYSTEM} the off-heap int {@code errno} has the error. {@code result} receives a
   * pointer, see {@link Addrinfo#first}.
   */
  public static int getaddrinfo(
      MemorySegment errno,
      MemorySegment node,
      MemorySegment service,
      MemorySegment hints,
      MemorySegment result) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.getaddrinfo(node, service, hints, result);
    }
    return (int) pointers(GETADDRINFO, errno, node, service, hints, result);
  }

  private static final MemorySegment FREEADDRINFO = function("freeaddrinfo");

  /** {@code void freeaddrinfo(struct addrinfo *res)}; PLAIN. */
  public static void freeaddrinfo(MemorySegment first) {
    if (SystemLayer.PORTABLE) {
      return;
    }
    pointers(FREEADDRINFO, noErrno(), first, NULL, NULL);
  }

  private static final MemorySegment GAI_STRERROR = function("gai_strerror");

  /** {@code const char *gai_strerror(int errcode)}; PLAIN. */
  public static String gai_strerror(int code) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.gai_strerror(code);
    }
    long string = pointers(GAI_STRERROR, noErrno(), number(code), NULL, NULL);
    return Pointers.string(MemorySegment.ofAddress(string));
  }

  private static final class Getnameinfo {
    static final MethodHandle CALL =
        plain(
            "getnameinfo",
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_INT);
  }

  /**
   * {@code int getnameinfo(const struct sockaddr *addr, socklen_t addrlen, char *host, socklen_t
   * hostlen, char *serv, socklen_t servlen, int flags)}; BLOCKING. Returns as {@link #getaddrinfo}
   * does. {@code MemorySegment.NULL} for a name that is not wanted.
   */
  public static int getnameinfo(
      MemorySegment errno,
      MemorySegment address,
      MemorySegment host,
      MemorySegment service,
      int flags) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.getnameinfo(address, host, service, flags);
    }
    try {
      return (int)
          Getnameinfo.CALL.invokeExact(
              errno,
              address,
              (int) address.byteSize(),
              host,
              (int) host.byteSize(),
              service,
              (int) service.byteSize(),
              flags);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class GetservbynameR {
    static final MethodHandle CALL =
        withoutErrno(
            "getservbyname_r",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  }

  /**
   * {@code int getservbyname_r(const char *name, const char *proto, struct servent *result_buf,
   * char *buf, size_t buflen, struct servent **result)}; BLOCKING. Returns 0 or -errno: {@code
   * -ERANGE} when the buffer is too small. A name that is not known leaves {@code NULL} in {@code
   * result}, with 0 (glibc) or {@code -ENOENT} (musl).
   */
  public static int getservbyname_r(
      MemorySegment name,
      MemorySegment protocol,
      MemorySegment servent,
      MemorySegment buffer,
      MemorySegment result) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.getservbyname_r(name, protocol, servent, buffer, result);
    }
    try {
      return -(int)
          GetservbynameR.CALL.invokeExact(
              name, protocol, servent, buffer, buffer.byteSize(), result);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class GetservbyportR {
    static final MethodHandle CALL =
        withoutErrno(
            "getservbyport_r",
            FunctionDescriptor.of(
                JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  }

  /**
   * {@code int getservbyport_r(int port, const char *proto, struct servent *result_buf, char *buf,
   * size_t buflen, struct servent **result)}; BLOCKING. The port is in network order; the rest is
   * as in {@link #getservbyname_r}.
   */
  public static int getservbyport_r(
      int port,
      MemorySegment protocol,
      MemorySegment servent,
      MemorySegment buffer,
      MemorySegment result) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.getservbyport_r(port, protocol, servent, buffer, result);
    }
    try {
      return -(int)
          GetservbyportR.CALL.invokeExact(
              port, protocol, servent, buffer, buffer.byteSize(), result);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class Getprotobyname {
    static final MethodHandle CALL =
        withoutErrno("getprotobyname", FunctionDescriptor.of(ADDRESS, ADDRESS));
  }

  /**
   * {@code struct protoent *getprotobyname(const char *name)}; BLOCKING. Returns a {@link Protoent}
   * or {@code NULL}. It lies in static storage (musl has no {@code _r} form): callers take turns,
   * and copy it.
   */
  public static MemorySegment getprotobyname(MemorySegment name) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.getprotobyname(name);
    }
    try {
      MemorySegment found = (MemorySegment) Getprotobyname.CALL.invokeExact(name);
      return Pointers.memory(found, Protoent.SIZE);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class Getprotobynumber {
    static final MethodHandle CALL =
        withoutErrno("getprotobynumber", FunctionDescriptor.of(ADDRESS, JAVA_INT));
  }

  /**
   * {@code struct protoent *getprotobynumber(int proto)}; BLOCKING. Returns as {@link
   * #getprotobyname} does.
   */
  public static MemorySegment getprotobynumber(int protocol) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.getprotobynumber(protocol);
    }
    try {
      MemorySegment found = (MemorySegment) Getprotobynumber.CALL.invokeExact(protocol);
      return Pointers.memory(found, Protoent.SIZE);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class Gethostbyname2R {
    static final MethodHandle CALL =
        withoutErrno(
            "gethostbyname2_r",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
  }

  /**
   * {@code int gethostbyname2_r(const char *name, int af, struct hostent *result_buf, char *buf,
   * size_t buflen, struct hostent **result, int *h_errnop)}; BLOCKING. Returns as {@link
   * #getservbyname_r} does; {@code result} has room for an int after the pointer, the reason if
   * there is no host: {@link #HOST_NOT_FOUND} and so on.
   */
  public static int gethostbyname2_r(
      MemorySegment name,
      int family,
      MemorySegment hostent,
      MemorySegment buffer,
      MemorySegment result) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.gethostbyname2_r(name, family, hostent, buffer, result);
    }
    try {
      return -(int)
          Gethostbyname2R.CALL.invokeExact(
              name, family, hostent, buffer, buffer.byteSize(), result, herrno(result));
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class GethostbyaddrR {
    static final MethodHandle CALL =
        withoutErrno(
            "gethostbyaddr_r",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS,
                ADDRESS));
  }

  /**
   * {@code int gethostbyaddr_r(const void *addr, socklen_t len, int type, struct hostent
   * *result_buf, char *buf, size_t buflen, struct hostent **result, int *h_errnop)}; BLOCKING.
   * Returns as {@link #gethostbyname2_r} does.
   */
  public static int gethostbyaddr_r(
      MemorySegment address,
      int family,
      MemorySegment hostent,
      MemorySegment buffer,
      MemorySegment result) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.gethostbyaddr_r(address, family, hostent, buffer, result);
    }
    try {
      return -(int)
          GethostbyaddrR.CALL.invokeExact(
              address,
              (int) address.byteSize(),
              family,
              hostent,
              buffer,
              buffer.byteSize(),
              result,
              herrno(result));
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /** Where {@code h_errno} is kept: behind the pointer to the result. */
  private static MemorySegment herrno(MemorySegment result) {
    return result.asSlice(ADDRESS.byteSize(), JAVA_INT.byteSize());
  }
}
