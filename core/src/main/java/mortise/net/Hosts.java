package mortise.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mortise.sys.Netdb;
import mortise.sys.SysSocket;
import mortise.sys.Unistd;
import mortise.sys.struct.Hostent;

/**
 * The names of this host and of others, with the functions that were there before {@link Resolver}:
 * they know aliases, and one family at a time. What they do blocks as little as it does there.
 */
public final class Hosts {
  /** What uname(2) has room for, its NUL included. */
  private static final int NAME_BYTES = 65;

  private Hosts() {}

  /**
   * A host, {@code struct hostent} of gethostbyname(3).
   *
   * @param name its official name
   * @param aliases its other names
   * @param addresses at least one, with port 0
   */
  public record Host(String name, List<String> aliases, List<Inet> addresses) {}

  /** This host's name, gethostname(2). */
  public static String gethostname() throws IOException {
    MemorySegment name = MemorySegment.ofArray(new byte[NAME_BYTES]);
    long begin = Trace.begin();
    long result = Unistd.gethostname(name);
    String text = name.getString(0, StandardCharsets.UTF_8);
    Trace.end(begin, "gethostname", -1, text, result);
    if (result < 0) {
      throw SocketExceptions.of(result, "gethostname", null, null, 0);
    }
    return text;
  }

  /**
   * Gives this host another name, sethostname(2). It is not kept over a restart.
   *
   * @throws IllegalArgumentException when the name is longer than 64 bytes or has a NUL
   * @throws java.net.SocketException when the caller may not (EPERM): it needs CAP_SYS_ADMIN
   */
  public static void sethostname(String name) throws IOException {
    Lookups.checkNoNul("host name", name);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= NAME_BYTES) {
      throw new IllegalArgumentException(
          "host name \"" + name + "\" has " + bytes.length + " bytes, the kernel takes 64");
    }
    long begin = Trace.begin();
    long result = Unistd.sethostname(MemorySegment.ofArray(bytes));
    Trace.end(begin, "sethostname", -1, name, result);
    if (result < 0) {
      throw SocketExceptions.of(result, "sethostname " + name, null, null, 0);
    }
  }

  /** This host's name with its domain, as far as it can be found out. */
  public static String getfqdn() throws IOException {
    return getfqdn(gethostname(), Deadline.NEVER);
  }

  /**
   * A host's name with its domain: the first of its names and aliases that has a dot, otherwise its
   * official name; the name that was given where nothing is known of it. As Python's socket.getfqdn
   * does.
   *
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  public static String getfqdn(String name, Deadline deadline) throws IOException {
    try {
      Host host = gethostbyaddr(name, deadline);
      return Stream.concat(Stream.of(host.name), host.aliases.stream())
          .filter(each -> each.indexOf('.') >= 0)
          .findFirst()
          .orElse(host.name);
    } catch (UnknownHostException e) {
      return name;
    }
  }

  /** A host with its addresses of IPv4, for as long as it takes. */
  public static Host gethostbyname(String name) throws IOException {
    return gethostbyname(name, Family.INET, Deadline.NEVER);
  }

  /**
   * A host with its aliases and its addresses of one family, gethostbyname2(3).
   *
   * @param family {@link Family#INET} or {@link Family#INET6}
   * @throws UnknownHostException with the reason as a {@link LookupFailure}
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  public static Host gethostbyname(String name, Family family, Deadline deadline)
      throws IOException {
    Lookups.checkNoNul("host", name);
    if (!family.equals(Family.INET) && !family.equals(Family.INET6)) {
      throw new IllegalArgumentException("hosts have no addresses of family " + family);
    }
    Lookups.Fill fill =
        (arena, struct, buffer, result) ->
            Netdb.gethostbyname2_r(
                arena.allocateFrom(name), family.number(), struct, buffer, result);
    return find("gethostbyname", name, fill, deadline);
  }

  /** The host that has an address, for as long as it takes. */
  public static Host gethostbyaddr(Inet address) throws IOException {
    return gethostbyaddr(address, Deadline.NEVER);
  }

  /**
   * The host that has an address, gethostbyaddr(3). The port means nothing.
   *
   * @throws UnknownHostException with the reason as a {@link LookupFailure}
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  public static Host gethostbyaddr(Inet address, Deadline deadline) throws IOException {
    Lookups.Fill fill =
        (arena, struct, buffer, result) ->
            Netdb.gethostbyaddr_r(
                arena.allocateFrom(JAVA_BYTE, address.bytes()),
                address.family().number(),
                struct,
                buffer,
                result);
    return find("gethostbyaddr", address.host(), fill, deadline);
  }

  /**
   * Looks up the host of a name or a numeric address, gethostbyaddr(3); a name is first resolved to
   * its best address.
   */
  public static Host gethostbyaddr(String host, Deadline deadline) throws IOException {
    Address address = Resolver.resolve(host, 0, Family.UNSPEC, Type.STREAM, deadline).getFirst();
    return gethostbyaddr((Inet) address, deadline);
  }

  private static Host find(String call, String about, Lookups.Fill fill, Deadline deadline)
      throws IOException {
    Host[] found = new Host[1];
    int[] reason = new int[1];
    Lookups.run(
        call,
        about,
        deadline,
        () -> {
          found[0] = Lookups.fill(Hostent.SIZE, fill, Hosts::read, reason).orElse(null);
          return found[0] == null ? -1 : 0;
        });
    return Optional.ofNullable(found[0])
        .orElseThrow(() -> new LookupException(about, null, code(reason[0]), reason[0]));
  }

  private static Host read(MemorySegment s) {
    boolean six = Hostent.h_addrtype(s) == SysSocket.AF_INET6;
    List<Inet> addresses =
        Hostent.h_addr_list(s).stream()
            .map(bytes -> six ? (Inet) Inet6.of(bytes, 0) : Inet4.of(bytes, 0))
            .toList();
    return new Host(Hostent.h_name(s), List.copyOf(Hostent.h_aliases(s)), addresses);
  }

  /** The older functions' {@code h_errno} in the newer ones' numbers, so that there is one kind. */
  private static int code(int herrno) {
    return switch (herrno) {
      case Netdb.HOST_NOT_FOUND -> Netdb.EAI_NONAME;
      case Netdb.TRY_AGAIN -> Netdb.EAI_AGAIN;
      case Netdb.NO_DATA -> Netdb.EAI_NODATA;
      default -> Netdb.EAI_FAIL;
    };
  }
}
