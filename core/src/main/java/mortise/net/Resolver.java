package mortise.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import mortise.poll.BlockingCalls;
import mortise.poll.Outcome;
import mortise.sys.Addrinfo;
import mortise.sys.Netdb;
import mortise.sys.SysErrno;

/**
 * Names to addresses, by the C library: hosts files, DNS and whatever else nsswitch.conf(5) names.
 *
 * <p>libc blocks while it looks up, so it does that on a platform thread of mortise's own; the
 * caller is parked, and its deadline, an interrupt, or both end the wait.
 */
public final class Resolver {
  private Resolver() {}

  /**
   * Looks up a host and a service, getaddrinfo(3).
   *
   * @param host a name or a numeric address; null for this host (see {@link LookupFlags#PASSIVE})
   * @param service a name such as {@code http}, or a port number; null for port 0. Host and service
   *     are not both null
   * @param family {@link Family#INET} never brings IPv6, {@link Family#INET6} never IPv4, {@link
   *     Family#UNSPEC} whatever there is
   * @param type null for every type that the service has
   * @return at least one answer, the best first (RFC 6724)
   * @throws UnknownHostException with the {@code EAI_} code as a {@link LookupFailure}
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  public static List<AddressInfo> getaddrinfo(
      String host, String service, Family family, Type type, LookupFlags flags) throws IOException {
    return getaddrinfo(new Query(host, service, family, type, flags), Deadline.NEVER);
  }

  /** What to look up; the components are those of {@link Resolver#getaddrinfo}. */
  public record Query(String host, String service, Family family, Type type, LookupFlags flags) {
    public Query {
      if (host == null && service == null) {
        throw new IllegalArgumentException("a look-up needs a host or a service");
      }
      if (host != null && host.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("host has a NUL at " + host.indexOf('\0'));
      }
      if (service != null && service.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("service has a NUL at " + service.indexOf('\0'));
      }
    }
  }

  /** The same, with a deadline. */
  public static List<AddressInfo> getaddrinfo(Query query, Deadline deadline) throws IOException {
    List<AddressInfo> found = new ArrayList<>();
    int[] errno = new int[1];
    long begin = Trace.begin();
    long result = BlockingCalls.run(() -> lookUp(query, found, errno), deadline.patience);
    if (result == 0) {
      trace(begin, query, found.size(), 0);
      return List.copyOf(found);
    }
    boolean ours = result == Outcome.TIMED_OUT || result == Outcome.INTERRUPTED;
    boolean system = result == Netdb.EAI_SYSTEM;
    trace(begin, query, 0, ours ? result : system ? -errno[0] : -SysErrno.ENOENT);
    if (ours || system) {
      throw Failures.of(ours ? result : -errno[0], "getaddrinfo " + text(query), null, null, 0);
    }
    throw new Unknown(query, (int) result);
  }

  private static void trace(long begin, Query query, int count, long result) {
    if (begin != 0) {
      String arguments = text(query) + ", " + query.family + ", " + query.type;
      Trace.end(begin, "getaddrinfo", -1, arguments, result < 0 ? result : count);
    }
  }

  /**
   * The addresses of a host, in the order to try them, with a port. A numeric host is taken as it
   * is, whatever the family, and nothing is looked up.
   *
   * @param host a name, a numeric address, or empty for all interfaces of this host
   * @throws UnknownHostException when the name has no address of the family
   */
  public static List<Address> resolve(
      String host, int port, Family family, Type type, Deadline deadline) throws IOException {
    Inet.checkPort(port);
    if (host.isEmpty()) {
      Inet any = family.equals(Family.INET6) ? Inet6.ANY : Inet4.ANY;
      return List.of(any.withPort(port));
    }
    // A numeric host needs no libc, which keeps the first connect of a short-lived program short.
    Inet numeric = AddressText.inetOrNull(host, port);
    if (numeric != null) {
      return List.of(numeric);
    }
    // To libc a raw socket has no services, not even by number: EAI_SERVICE.
    String service = Type.RAW.equals(type) ? null : "" + port;
    Query query = new Query(host, service, family, type, LookupFlags.NUMERICSERV);
    return getaddrinfo(query, deadline).stream()
        .map(AddressInfo::address)
        .map(address -> address instanceof Inet inet ? inet.withPort(port) : address)
        .toList();
  }

  /** Runs on a platform thread. */
  private static int lookUp(Query query, List<AddressInfo> found, int[] errnoOut) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment head = arena.allocate(ValueLayout.ADDRESS);
      MemorySegment hints = arena.allocate(Addrinfo.LAYOUT);
      Addrinfo.ai_flags(hints, query.flags.bits());
      Addrinfo.ai_family(hints, query.family.number());
      Addrinfo.ai_socktype(hints, query.type == null ? 0 : query.type.number());
      int code =
          Netdb.getaddrinfo(
              errno, cString(arena, query.host), cString(arena, query.service), hints, head);
      errnoOut[0] = errno.get(ValueLayout.JAVA_INT, 0);
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

  private static MemorySegment cString(Arena arena, String text) {
    return text == null ? MemorySegment.NULL : arena.allocateFrom(text);
  }

  private static AddressInfo info(MemorySegment a) {
    MemorySegment address = Addrinfo.ai_addr(a);
    return new AddressInfo(
        new Family(Addrinfo.ai_family(a)),
        new Type(Addrinfo.ai_socktype(a)),
        new Protocol(Addrinfo.ai_protocol(a)),
        Objects.requireNonNullElse(Addrinfo.ai_canonname(a), ""),
        Sockaddr.decode(address, (int) address.byteSize()));
  }

  private static String text(Query query) {
    String service = query.service == null ? "" : ":" + query.service;
    return (query.host == null ? "" : query.host) + service;
  }

  @SuppressWarnings("serial") // the facts about a failure do not outlive its process
  private static final class Unknown extends UnknownHostException implements LookupFailure {
    private final Query query;
    private final int code;

    Unknown(Query query, int code) {
      super(text(query) + ": " + Netdb.gai_strerror(code) + " (" + name(code) + ")");
      this.query = query;
      this.code = code;
    }

    @Override
    public int code() {
      return code;
    }

    @Override
    public String codeName() {
      return name(code);
    }

    @Override
    public String host() {
      return query.host;
    }

    @Override
    public String service() {
      return query.service;
    }

    @Override
    public String toString() {
      return Failures.named(this);
    }

    private static String name(int code) {
      return Names.of(Netdb.class, "EAI_", code);
    }
  }
}
