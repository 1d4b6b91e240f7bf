package mortise.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import mortise.sys.Netdb;
import mortise.sys.struct.Addrinfo;
import org.jspecify.annotations.Nullable;

/**
 * Resolves names to addresses and back, by the C library: hosts files, DNS and whatever else
 * nsswitch.conf(5) names.
 *
 * <p>libc blocks while it looks up, so it does that on a platform thread of mortise's own; the
 * caller is parked. Its deadline ends the wait with {@link java.net.SocketTimeoutException}, an
 * interrupt with {@link java.io.InterruptedIOException}; the look-up itself then continues on its
 * thread. At most 256 look-ups run at once, those included; more wait for their turn, within their
 * deadlines. All methods are thread-safe.
 *
 * <p>The functions keep their C names. {@link Hosts} has the older ones, {@link Services} and
 * {@link Protocols} the tables of numbers. {@link Socket#dial} resolves and connects.
 */
public final class Resolver {
  private Resolver() {}

  /**
   * Looks up a host and a service for every family, type and protocol, without a time limit.
   *
   * @throws UnknownHostException as of {@link #getaddrinfo(String, String, Hints, Deadline)}
   */
  public static List<AddressInfo> getaddrinfo(@Nullable String host, @Nullable String service)
      throws IOException {
    return getaddrinfo(host, service, Hints.ANY, Deadline.NEVER);
  }

  /**
   * Looks up a host and a service with hints, without a time limit.
   *
   * @throws UnknownHostException as of {@link #getaddrinfo(String, String, Hints, Deadline)}
   */
  public static List<AddressInfo> getaddrinfo(
      @Nullable String host, @Nullable String service, Hints hints) throws IOException {
    return getaddrinfo(host, service, hints, Deadline.NEVER);
  }

  /**
   * Looks up a host and a service with hints before a deadline, getaddrinfo(3).
   *
   * @param host a name or a numeric address; null for this host (see {@link LookupFlags#PASSIVE}).
   *     A name with letters beyond ASCII is looked up as {@link #toAscii} has it
   * @param service a name such as {@code http}, or a port number of decimal digits; null for port 0
   * @return at least one answer, the best first (RFC 6724)
   * @throws IllegalArgumentException when host and service are both null, or one contains NUL
   * @throws UnknownHostException with the {@code EAI_} code as a {@link LookupFailure}; {@code
   *     EAI_SERVICE} also for a port that is out of range, or has a sign or blanks before it, which
   *     glibc takes modulo 65536
   * @throws java.net.SocketException for an error of the system in the look-up ({@code EAI_SYSTEM})
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  public static List<AddressInfo> getaddrinfo(
      @Nullable String host, @Nullable String service, Hints hints, Deadline deadline)
      throws IOException {
    if (host == null && service == null) {
      throw new IllegalArgumentException("a look-up needs a host or a service");
    }
    Lookups.checkNoNul("host", host);
    Lookups.checkNoNul("service", service);
    if (service != null && isNumber(service) && !isPort(service)) {
      throw new LookupException(host, service, Netdb.EAI_SERVICE);
    }
    String name = host == null ? null : ascii(host, service);
    List<AddressInfo> found = new ArrayList<>();
    int[] errno = new int[1];
    String about =
        LookupException.text(host, service) + ", " + hints.family() + ", " + hints.type();
    int code =
        Lookups.run(
            "getaddrinfo", about, deadline, () -> addresses(name, service, hints, found, errno));
    check(code, errno[0], "getaddrinfo", host, service);
    return List.copyOf(found);
  }

  // Without regular expressions, which cost the start of a short-lived program milliseconds.

  /** Whether glibc takes a service for a number: what strtoul(3) reads to its end. */
  private static boolean isNumber(String service) {
    int at = 0;
    while (at < service.length() && isBlank(service.charAt(at))) {
      at++;
    }
    if (at < service.length() && (service.charAt(at) == '+' || service.charAt(at) == '-')) {
      at++;
    }
    return at < service.length() && isDigits(service, at);
  }

  private static boolean isPort(String service) {
    long port = 0;
    for (int i = 0; i < service.length() && port <= 0xffff; i++) {
      port = 10 * port + service.charAt(i) - '0';
    }
    return isDigits(service, 0) && port <= 0xffff;
  }

  private static boolean isDigits(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  /**
   * Looks up the names of an address, without a time limit.
   *
   * @throws UnknownHostException as of {@link #getnameinfo(Address, NameFlags, Deadline)}
   */
  public static NameInfo getnameinfo(Address address, NameFlags flags) throws IOException {
    return getnameinfo(address, flags, Deadline.NEVER);
  }

  /**
   * Looks up the host name and the service name of an address before a deadline, getnameinfo(3).
   * Where there is no name, it is the number, unless {@link NameFlags#NAMEREQD} is set.
   *
   * @throws UnknownHostException with the {@code EAI_} code as a {@link LookupFailure}; {@code
   *     EAI_FAMILY} where addresses of this family have no names
   * @throws java.net.SocketException for an error of the system in the look-up ({@code EAI_SYSTEM})
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  public static NameInfo getnameinfo(Address address, NameFlags flags, Deadline deadline)
      throws IOException {
    byte[] name = Sockaddr.encode(address).toArray(JAVA_BYTE);
    String[] found = new String[2];
    int[] errno = new int[1];
    int code =
        Lookups.run(
            "getnameinfo", address.toString(), deadline, () -> names(name, flags, found, errno));
    boolean inet = address instanceof Inet;
    String host = inet ? ((Inet) address).host() : address.toString();
    String service = inet ? Integer.toString(((Inet) address).port()) : null;
    check(code, errno[0], "getnameinfo", host, service);
    return new NameInfo(found[0], found[1]);
  }

  /**
   * Returns a host's name as DNS, TLS and HTTP have it: letters beyond ASCII become A-labels (IDNA,
   * RFC 3490), in every locale; {@code bücher.test} is {@code xn--bcher-kva.test}. A text in ASCII,
   * also a numeric host, is returned unchanged and unchecked. Nothing is looked up.
   *
   * @throws IllegalArgumentException when a text beyond ASCII is not a domain name
   */
  public static String toAscii(String host) {
    return Idna.toAscii(host);
  }

  private static String ascii(String host, @Nullable String service) throws UnknownHostException {
    try {
      return Idna.toAscii(host);
    } catch (IllegalArgumentException e) {
      UnknownHostException unknown = new LookupException(host, service, Netdb.EAI_IDN_ENCODE);
      unknown.initCause(e);
      throw unknown;
    }
  }

  private static void check(
      int code, int errno, String call, @Nullable String host, @Nullable String service)
      throws IOException {
    if (code == Netdb.EAI_SYSTEM) {
      throw SocketExceptions.of(
          -errno, call + " " + LookupException.text(host, service), null, null, 0);
    }
    if (code != 0) {
      throw new LookupException(host, service, code);
    }
  }

  /**
   * Returns the addresses of a host with a port, in the order to try them (RFC 6724). For an empty
   * host, and for a numeric one as {@link Inet#of(String, int)} takes it, nothing is looked up.
   *
   * <p>Numbers in other forms of inet_aton(3), such as {@code 127.1} or {@code 127.0.0.010}, are
   * what they are to getaddrinfo(3): 127.0.0.1 and 127.0.0.8. See {@link Inet4#isNumberLike}.
   *
   * @param host a name, a numeric address, or empty for all interfaces of this host
   * @param family {@link Family#UNSPEC} for all families; an empty host is then that of IPv4
   * @return at least one address
   * @throws IllegalArgumentException when the port is not in 0..65535
   * @throws java.net.SocketTimeoutException when the deadline passes first
   * @throws UnknownHostException when the name has no address of the family, the host is a numeric
   *     one of the other family ({@code EAI_ADDRFAMILY}), or the family has no hosts at all ({@code
   *     EAI_FAMILY})
   */
  public static List<Address> resolve(
      String host, int port, Family family, Type type, Deadline deadline) throws IOException {
    Inet.checkPort(port);
    // Sockets of these families have the addresses of the Internet.
    boolean borrows = family.equals(Family.RDS) || family.equals(Family.SMC);
    boolean any = borrows || family.equals(Family.UNSPEC);
    boolean internet = family.equals(Family.INET) || family.equals(Family.INET6);
    if (!any && !internet) {
      throw new LookupException(host, "" + port, Netdb.EAI_FAMILY);
    }
    if (host.isEmpty()) {
      Inet all = family.equals(Family.INET6) ? Inet6.ANY : Inet4.ANY;
      return List.of(all.withPort(port));
    }
    // A numeric host needs no libc, which keeps the first connect of a short-lived program short.
    Inet numeric = AddressText.inetOrNull(host, port);
    if (numeric != null) {
      if (!any && !numeric.family().equals(family)) {
        throw new LookupException(host, "" + port, Netdb.EAI_ADDRFAMILY);
      }
      return List.of(numeric);
    }
    Family lookedUp = any ? Family.UNSPEC : family;
    Hints hints = Hints.of(lookedUp, type).with(LookupFlags.NUMERICSERV);
    // To libc a raw socket has no services, not even by number: EAI_SERVICE.
    String service = Type.RAW.equals(type) ? null : "" + port;
    return getaddrinfo(host, service, hints, deadline).stream()
        .map(AddressInfo::address)
        .map(address -> address instanceof Inet inet ? inet.withPort(port) : address)
        .toList();
  }

  /** Runs on a platform thread. */
  private static int addresses(
      @Nullable String host,
      @Nullable String service,
      Hints hints,
      List<AddressInfo> found,
      int[] errnoOut) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment head = arena.allocate(ValueLayout.ADDRESS);
      MemorySegment wanted = arena.allocate(Addrinfo.LAYOUT);
      Addrinfo.ai_flags(wanted, hints.flags().bits());
      Addrinfo.ai_family(wanted, hints.family().number());
      Addrinfo.ai_socktype(wanted, hints.type() == null ? 0 : hints.type().number());
      Addrinfo.ai_protocol(wanted, hints.protocol().number());
      int code =
          Netdb.getaddrinfo(
              errno, Lookups.cString(arena, host), Lookups.cString(arena, service), wanted, head);
      if (code == Netdb.EAI_SYSTEM) {
        errnoOut[0] = errno.get(ValueLayout.JAVA_INT, 0);
      }
      if (code != 0) {
        return code;
      }
      MemorySegment first = Addrinfo.first(head);
      try {
        for (MemorySegment a = first; a.address() != 0; a = Addrinfo.ai_next(a)) {
          found.add(info(a));
        }
      } finally {
        Netdb.freeaddrinfo(first);
      }
      return 0;
    }
  }

  private static AddressInfo info(MemorySegment a) {
    MemorySegment address = Addrinfo.ai_addr(a);
    return new AddressInfo(
        new Family(Addrinfo.ai_family(a)),
        new Type(Addrinfo.ai_socktype(a)),
        new Protocol(Addrinfo.ai_protocol(a)),
        Objects.requireNonNullElse(Addrinfo.ai_canonname(a), ""),
        Objects.requireNonNull(Sockaddr.decode(address, (int) address.byteSize()), "ai_addr"));
  }

  /** A C string in memory of its own, with every byte kept. */
  private static String text(MemorySegment memory) {
    byte[] bytes = memory.toArray(JAVA_BYTE);
    int length = 0;
    while (bytes[length] != 0) {
      length++;
    }
    return ByteText.decode(Arrays.copyOf(bytes, length));
  }

  /** Runs on a platform thread. */
  private static int names(byte[] address, NameFlags flags, String[] found, int[] errnoOut) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment name = arena.allocateFrom(JAVA_BYTE, address);
      MemorySegment host = arena.allocate(Netdb.NI_MAXHOST);
      MemorySegment service = arena.allocate(Netdb.NI_MAXSERV);
      int code = Netdb.getnameinfo(errno, name, host, service, flags.bits());
      errnoOut[0] = errno.get(ValueLayout.JAVA_INT, 0);
      if (code == 0) {
        found[0] = text(host);
        found[1] = text(service);
      }
      return code;
    }
  }
}
