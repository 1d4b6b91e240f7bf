package mortise.sys;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Constructor;
import mortise.sys.struct.Pollfd;
import mortise.sys.struct.SystemLayer;

/**
 * What the layer over NIO implements in place of libc's functions. It is looked up by name, once,
 * and only where it is used: this package does not depend on it, and Linux does not load it.
 */
public interface PortableCalls {
  /** The implementation, null where libc is in use. */
  PortableCalls INSTANCE = SystemLayer.PORTABLE ? load() : null;

  private static PortableCalls load() {
    try {
      Constructor<?> constructor =
          Class.forName("mortise.sys.nio.Portable").getDeclaredConstructor();
      return (PortableCalls) constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the layer over java.nio cannot be loaded", e);
    }
  }

  /** The memory that stands for a function. */
  MemorySegment function(String name);

  /**
   * Why the calling thread's last call has failed, where the errno's words do not say it: what
   * cannot be done and what it needs.
   *
   * @return null for nothing more
   */
  String reason(int errno);

  /** {@code send} from part of an array. */
  long send(int fd, byte[] array, int offset, int length, int flags);

  /** {@code recv} into part of an array. */
  long recv(int fd, byte[] array, int offset, int length, int flags);

  /** A call whose first argument is a number. */
  long call(
      MemorySegment function,
      long number,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      MemorySegment e);

  /** A call whose first argument is a pointer, or a number of 64 bits. */
  long call(
      MemorySegment function,
      MemorySegment first,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      MemorySegment e);

  /** {@code poll} with timeout 0 on a whole array of {@link Pollfd}. */
  int poll(MemorySegment fds);

  /** {@code strerror}. */
  String strerror(int errno);

  /** {@code gai_strerror}. */
  String gai_strerror(int code);

  /** {@code getaddrinfo}; {@code freeaddrinfo} has nothing to do. */
  int getaddrinfo(
      MemorySegment node, MemorySegment service, MemorySegment hints, MemorySegment result);

  /** {@code getnameinfo}. */
  int getnameinfo(MemorySegment address, MemorySegment host, MemorySegment service, int flags);

  /** {@code getservbyname_r}. */
  int getservbyname_r(
      MemorySegment name,
      MemorySegment protocol,
      MemorySegment servent,
      MemorySegment buffer,
      MemorySegment result);

  /** {@code getservbyport_r}. */
  int getservbyport_r(
      int port,
      MemorySegment protocol,
      MemorySegment servent,
      MemorySegment buffer,
      MemorySegment result);

  /** {@code getprotobyname}. */
  MemorySegment getprotobyname(MemorySegment name);

  /** {@code getprotobynumber}. */
  MemorySegment getprotobynumber(int protocol);

  /** {@code gethostbyname2_r}. */
  int gethostbyname2_r(
      MemorySegment name,
      int family,
      MemorySegment hostent,
      MemorySegment buffer,
      MemorySegment result);

  /** {@code gethostbyaddr_r}. */
  int gethostbyaddr_r(
      MemorySegment address,
      int family,
      MemorySegment hostent,
      MemorySegment buffer,
      MemorySegment result);

  /** {@code if_nametoindex}. */
  int if_nametoindex(MemorySegment name);

  /** {@code if_indextoname}. */
  int if_indextoname(int index, MemorySegment name);

  /** {@code if_nameindex}; {@code if_freenameindex} has nothing to do. */
  MemorySegment if_nameindex(MemorySegment errno);

  /** {@code gethostname}. */
  int gethostname(MemorySegment name);
}
