package mortise.sys.nio;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static mortise.sys.Netdb.AI_ALL;
import static mortise.sys.Netdb.AI_CANONNAME;
import static mortise.sys.Netdb.AI_NUMERICHOST;
import static mortise.sys.Netdb.AI_NUMERICSERV;
import static mortise.sys.Netdb.AI_PASSIVE;
import static mortise.sys.Netdb.AI_V4MAPPED;
import static mortise.sys.Netdb.EAI_ADDRFAMILY;
import static mortise.sys.Netdb.EAI_AGAIN;
import static mortise.sys.Netdb.EAI_FAMILY;
import static mortise.sys.Netdb.EAI_NODATA;
import static mortise.sys.Netdb.EAI_NONAME;
import static mortise.sys.Netdb.EAI_OVERFLOW;
import static mortise.sys.Netdb.EAI_SERVICE;
import static mortise.sys.Netdb.EAI_SOCKTYPE;
import static mortise.sys.Netdb.HOST_NOT_FOUND;
import static mortise.sys.Netdb.NI_DGRAM;
import static mortise.sys.Netdb.NI_NAMEREQD;
import static mortise.sys.Netdb.NI_NOFQDN;
import static mortise.sys.Netdb.NI_NUMERICHOST;
import static mortise.sys.Netdb.NI_NUMERICSERV;
import static mortise.sys.NetinetIn.IPPROTO_TCP;
import static mortise.sys.NetinetIn.IPPROTO_UDP;
import static mortise.sys.SysSocket.AF_INET;
import static mortise.sys.SysSocket.AF_INET6;
import static mortise.sys.SysSocket.AF_UNSPEC;
import static mortise.sys.SysSocket.SOCK_DGRAM;
import static mortise.sys.SysSocket.SOCK_RAW;
import static mortise.sys.SysSocket.SOCK_STREAM;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import mortise.sys.struct.Addrinfo;
import mortise.sys.struct.SockaddrIn6;

/** getaddrinfo(3) and its kind, by the JDK's resolver. */
final class Names {
  private static final int ANSWER_BYTES = 1 << 16;

  private Names() {}

  /** An {@code EAI_} code. */
  private static final class Failure extends Exception {
    private static final long serialVersionUID = 1;
    final int code;

    Failure(int code) {
      super(null, null, false, false);
      this.code = code;
    }
  }

  /** A type of socket and the protocol that goes with it. */
  private record Kind(int type, int protocol) {
    static final List<Kind> ALL =
        List.of(
            new Kind(SOCK_STREAM, IPPROTO_TCP),
            new Kind(SOCK_DGRAM, IPPROTO_UDP),
            new Kind(SOCK_RAW, 0));

    String service() {
      return protocol == IPPROTO_UDP ? "udp" : "tcp";
    }
  }

  /** Returns 0 or an {@code EAI_} code; the list goes where {@code result} is. */
  static int getaddrinfo(
      MemorySegment node, MemorySegment service, MemorySegment hints, MemorySegment result) {
    try {
      String host = node.byteSize() == 0 ? null : Addresses.text(node);
      String port = service.byteSize() == 0 ? null : Addresses.text(service);
      int flags = Addrinfo.ai_flags(hints);
      int family = Addrinfo.ai_family(hints);
      List<Kind> kinds = kinds(Addrinfo.ai_socktype(hints), Addrinfo.ai_protocol(hints));
      List<InetAddress> found = addresses(host, family, flags);
      String name = (flags & AI_CANONNAME) == 0 || host == null ? null : canonical(host, found);
      result.set(
          java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED,
          0,
          list(found, kinds, port, name, flags).address());
      return 0;
    } catch (Failure e) {
      return e.code;
    } catch (ErrnoException e) {
      return EAI_OVERFLOW;
    }
  }

  private static List<Kind> kinds(int type, int protocol) throws Failure {
    List<Kind> kinds = new ArrayList<>();
    for (Kind kind : Kind.ALL) {
      boolean raw = kind.type == SOCK_RAW;
      if ((type == 0 || type == kind.type) && (protocol == 0 || raw || protocol == kind.protocol)) {
        kinds.add(raw ? new Kind(SOCK_RAW, protocol) : kind);
      }
    }
    if (kinds.isEmpty()) {
      throw new Failure(EAI_SOCKTYPE);
    }
    return kinds;
  }

  private static List<InetAddress> addresses(String host, int family, int flags) throws Failure {
    if (family != AF_UNSPEC && family != AF_INET && family != AF_INET6) {
      throw new Failure(EAI_FAMILY);
    }
    if (host == null) {
      return local(family, (flags & AI_PASSIVE) != 0);
    }
    InetAddress literal = literal(host);
    if (literal == null && (flags & AI_NUMERICHOST) != 0) {
      throw new Failure(EAI_NONAME);
    }
    List<InetAddress> all = literal == null ? lookUp(host) : List.of(literal);
    List<InetAddress> fitting = new ArrayList<>();
    for (InetAddress each : all) {
      if (family == AF_UNSPEC || family(each) == family) {
        fitting.add(each);
      }
    }
    boolean maps = family == AF_INET6 && (flags & AI_V4MAPPED) != 0;
    if (maps && (fitting.isEmpty() || (flags & AI_ALL) != 0)) {
      all.stream().filter(Inet4Address.class::isInstance).forEach(fitting::add);
    }
    if (fitting.isEmpty()) {
      throw new Failure(literal != null ? EAI_ADDRFAMILY : EAI_NONAME);
    }
    return fitting;
  }

  private static int family(InetAddress address) {
    return address instanceof Inet6Address ? AF_INET6 : AF_INET;
  }

  private static List<InetAddress> local(int family, boolean passive) {
    List<InetAddress> local = new ArrayList<>();
    byte[] six = new byte[16];
    six[15] = (byte) (passive ? 0 : 1);
    byte[] four = passive ? new byte[4] : new byte[] {127, 0, 0, 1};
    try {
      if (family != AF_INET6 && passive) {
        local.add(InetAddress.getByAddress(four));
      }
      if (family != AF_INET) {
        local.add(InetAddress.getByAddress(six));
      }
      if (family != AF_INET6 && !passive) {
        local.add(InetAddress.getByAddress(four));
      }
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of 4 or 16 bytes was refused", e);
    }
    return local;
  }

  /** A numeric address, in the forms of inet_aton(3) too; null for a name. */
  private static InetAddress literal(String host) {
    try {
      return host.indexOf(':') >= 0
          ? Inet6Address.ofLiteral(host)
          : Inet4Address.ofPosixLiteral(host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static List<InetAddress> lookUp(String host) throws Failure {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      String words = "" + e.getMessage();
      throw new Failure(words.contains("emporary failure") ? EAI_AGAIN : EAI_NONAME);
    }
  }

  private static String canonical(String host, List<InetAddress> found) {
    return literal(host) != null ? host : found.getFirst().getCanonicalHostName();
  }

  private static MemorySegment list(
      List<InetAddress> found, List<Kind> kinds, String service, String name, int flags)
      throws Failure, ErrnoException {
    Block block = new Block(Arena.ofAuto().allocate(ANSWER_BYTES, 8));
    MemorySegment canonical = name == null ? NULL : block.string(name);
    MemorySegment first = NULL;
    MemorySegment last = NULL;
    Failure failure = null;
    for (InetAddress address : found) {
      for (Kind kind : kinds) {
        int port;
        try {
          port = port(service, kind, flags);
        } catch (Failure e) {
          failure = e;
          continue;
        }
        MemorySegment next = entry(block, address, kind, port);
        Block.put(next, 32, first == NULL ? canonical.address() : 0);
        if (first == NULL) {
          first = next;
        } else {
          Block.put(last, 40, next.address());
        }
        last = next;
      }
    }
    if (first == NULL) {
      throw failure;
    }
    return first;
  }

  /** A {@code struct addrinfo} and its address. */
  private static MemorySegment entry(Block block, InetAddress address, Kind kind, int port)
      throws ErrnoException {
    int family = family(address);
    byte[] bytes = Addresses.encode(new InetSocketAddress(address, port), family);
    MemorySegment s = block.take(Addrinfo.SIZE);
    s.fill((byte) 0);
    Addrinfo.ai_family(s, family);
    Addrinfo.ai_socktype(s, kind.type);
    Addrinfo.ai_protocol(s, kind.protocol);
    s.set(JAVA_INT_UNALIGNED, 16, bytes.length);
    Block.put(s, 24, block.bytes(bytes).address());
    return s;
  }

  private static int port(String service, Kind kind, int flags) throws Failure {
    if (service == null) {
      return 0;
    }
    if (!service.isEmpty() && service.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Integer.parseInt(service) & 0xffff;
    }
    if ((flags & AI_NUMERICSERV) != 0) {
      throw new Failure(EAI_NONAME);
    }
    Tables.Entry entry = kind.type == SOCK_RAW ? null : Tables.service(service, kind.service());
    if (entry == null) {
      throw new Failure(EAI_SERVICE);
    }
    return entry.number();
  }

  static int getnameinfo(
      MemorySegment address, MemorySegment host, MemorySegment service, int flags) {
    try {
      int family = Addresses.family(address);
      if (family != AF_INET && family != AF_INET6) {
        return EAI_FAMILY;
      }
      InetSocketAddress socket = (InetSocketAddress) Addresses.decode(address, family);
      write(host, hostName(socket.getAddress(), address, flags));
      write(service, serviceName(socket.getPort(), flags));
      return 0;
    } catch (Failure e) {
      return e.code;
    } catch (IOException e) {
      return EAI_FAMILY;
    }
  }

  private static String hostName(InetAddress address, MemorySegment s, int flags) throws Failure {
    String literal = literal(address, s);
    if ((flags & NI_NUMERICHOST) != 0) {
      if ((flags & NI_NAMEREQD) != 0) {
        throw new Failure(EAI_NONAME);
      }
      return literal;
    }
    String name = address.getCanonicalHostName();
    boolean unknown = name.equals(address.getHostAddress());
    if (unknown && (flags & NI_NAMEREQD) != 0) {
      throw new Failure(EAI_NONAME);
    }
    if (unknown) {
      return literal;
    }
    boolean shortened = (flags & NI_NOFQDN) != 0 && name.indexOf('.') > 0;
    return shortened ? name.substring(0, name.indexOf('.')) : name;
  }

  /** RFC 5952, which the JDK does not follow. */
  private static String literal(InetAddress address, MemorySegment s) {
    if (address instanceof Inet4Address) {
      boolean mapped = s.byteSize() >= SockaddrIn6.SIZE;
      return (mapped ? "::ffff:" : "") + address.getHostAddress();
    }
    return Ip6Text.of(address.getAddress()) + scope(s);
  }

  private static String scope(MemorySegment s) {
    int scope = SockaddrIn6.sin6_scope_id(s);
    if (scope == 0) {
      return "";
    }
    try {
      java.net.NetworkInterface link = java.net.NetworkInterface.getByIndex(scope);
      return "%" + (link == null ? Integer.toUnsignedString(scope) : link.getName());
    } catch (IOException | IllegalArgumentException e) {
      return "%" + Integer.toUnsignedString(scope);
    }
  }

  private static String serviceName(int port, int flags) {
    String kind = (flags & NI_DGRAM) != 0 ? "udp" : "tcp";
    Tables.Entry entry = (flags & NI_NUMERICSERV) != 0 ? null : Tables.service(port, kind);
    return entry == null ? Integer.toString(port) : entry.name();
  }

  private static void write(MemorySegment memory, String text) throws Failure {
    if (memory.byteSize() == 0) {
      return;
    }
    byte[] bytes = (text + '\0').getBytes(java.nio.charset.StandardCharsets.UTF_8);
    if (bytes.length > memory.byteSize()) {
      throw new Failure(EAI_OVERFLOW);
    }
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, bytes.length);
  }

  /** gethostbyname2(3): the family's own addresses, without aliases. */
  static void gethostbyname(
      MemorySegment name,
      int family,
      MemorySegment hostent,
      MemorySegment buffer,
      MemorySegment result)
      throws ErrnoException {
    List<byte[]> addresses = new ArrayList<>();
    String official = Addresses.text(name);
    try {
      for (InetAddress each : addresses(official, family, 0)) {
        addresses.add(each.getAddress());
      }
    } catch (Failure e) {
      none(result, HOST_NOT_FOUND);
      return;
    }
    host(official, family, addresses, hostent, buffer, result);
  }

  static void gethostbyaddr(
      MemorySegment address,
      int family,
      MemorySegment hostent,
      MemorySegment buffer,
      MemorySegment result)
      throws ErrnoException {
    byte[] bytes = address.toArray(JAVA_BYTE);
    String name;
    try {
      InetAddress inet = InetAddress.getByAddress(bytes);
      name = inet.getCanonicalHostName();
      if (name.equals(inet.getHostAddress())) {
        none(result, HOST_NOT_FOUND);
        return;
      }
    } catch (UnknownHostException e) {
      none(result, HOST_NOT_FOUND);
      return;
    }
    host(name, family, List.of(bytes), hostent, buffer, result);
  }

  private static void none(MemorySegment result, int reason) {
    Block.put(result, 0, 0);
    result.set(JAVA_INT_UNALIGNED, Long.BYTES, reason);
  }

  private static void host(
      String name,
      int family,
      List<byte[]> addresses,
      MemorySegment hostent,
      MemorySegment buffer,
      MemorySegment result)
      throws ErrnoException {
    Block block = new Block(buffer);
    List<MemorySegment> places = new ArrayList<>();
    for (byte[] address : addresses) {
      places.add(block.bytes(address));
    }
    Block.put(hostent, 0, block.string(name).address());
    Block.put(hostent, 8, block.pointers(List.of()).address());
    hostent.set(JAVA_INT_UNALIGNED, 16, family);
    hostent.set(JAVA_INT_UNALIGNED, 20, addresses.getFirst().length);
    Block.put(hostent, 24, block.pointers(places).address());
    Block.put(result, 0, hostent.address());
  }

  /** Fills a {@code struct servent}. */
  static void service(
      Tables.Entry entry, MemorySegment servent, MemorySegment buffer, MemorySegment result)
      throws ErrnoException {
    if (entry == null) {
      Block.put(result, 0, 0);
      return;
    }
    Block block = new Block(buffer);
    Block.put(servent, 0, block.string(entry.name()).address());
    Block.put(servent, 8, block.strings(entry.aliases()).address());
    int port = Short.toUnsignedInt(Short.reverseBytes((short) entry.number()));
    servent.set(JAVA_INT_UNALIGNED, 16, port);
    Block.put(servent, 24, block.string(entry.kind()).address());
    Block.put(result, 0, servent.address());
  }

  /** A {@code struct protoent}, or {@code NULL}. */
  static MemorySegment protocol(Tables.Entry entry) throws ErrnoException {
    if (entry == null) {
      return NULL;
    }
    Block block = new Block(Arena.ofAuto().allocate(1 << 12, 8));
    MemorySegment s = block.take(mortise.sys.struct.Protoent.SIZE);
    Block.put(s, 0, block.string(entry.name()).address());
    Block.put(s, 8, block.strings(entry.aliases()).address());
    s.set(JAVA_INT_UNALIGNED, 16, entry.number());
    return s;
  }

  static String gaiStrerror(int code) {
    return switch (code) {
      case EAI_ADDRFAMILY -> "Address family for hostname not supported";
      case EAI_AGAIN -> "Temporary failure in name resolution";
      case EAI_FAMILY -> "ai_family not supported";
      case EAI_NODATA -> "No address associated with hostname";
      case EAI_NONAME -> "Name or service not known";
      case EAI_OVERFLOW -> "Result too large for supplied buffer";
      case EAI_SERVICE -> "Servname not supported for ai_socktype";
      case EAI_SOCKTYPE -> "ai_socktype not supported";
      case mortise.sys.Netdb.EAI_BADFLAGS -> "Bad value for ai_flags";
      case mortise.sys.Netdb.EAI_FAIL -> "Non-recoverable failure in name resolution";
      case mortise.sys.Netdb.EAI_MEMORY -> "Memory allocation failure";
      case mortise.sys.Netdb.EAI_SYSTEM -> "System error";
      case mortise.sys.Netdb.EAI_IDN_ENCODE -> "Parameter string not correctly encoded";
      default -> "Unknown error";
    };
  }
}
