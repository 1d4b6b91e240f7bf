package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import mortise.sys.Netdb;
import mortise.sys.struct.Servent;
import org.jspecify.annotations.Nullable;

/**
 * Services by name and port, services(5). libc reads its tables on a thread of mortise's own, as
 * {@link Resolver} does.
 */
public final class Services {
  private Services() {}

  /**
   * A service.
   *
   * @param name its official name, such as {@code http}
   * @param aliases its other names
   * @param port 0 to 65535
   * @param protocol the protocol that goes with it, such as {@code tcp}
   */
  public record Service(String name, List<String> aliases, int port, String protocol) {}

  /** A service by its name, for as long as it takes. */
  public static Optional<Service> getservbyname(String name, @Nullable String protocol)
      throws IOException {
    return getservbyname(name, protocol, Deadline.NEVER);
  }

  /**
   * A service by its name or an alias, getservbyname(3).
   *
   * @param protocol {@code tcp}, {@code udp} and so on; null for any
   * @return empty where there is none
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  public static Optional<Service> getservbyname(
      String name, @Nullable String protocol, Deadline deadline) throws IOException {
    Lookups.checkNoNul("service", name);
    return find(
        "getservbyname",
        name,
        protocol,
        deadline,
        (arena, struct, buffer, result) ->
            Netdb.getservbyname_r(
                arena.allocateFrom(name),
                Lookups.cString(arena, protocol),
                struct,
                buffer,
                result));
  }

  /** A service by its port, for as long as it takes. */
  public static Optional<Service> getservbyport(int port, @Nullable String protocol)
      throws IOException {
    return getservbyport(port, protocol, Deadline.NEVER);
  }

  /**
   * A service by its port, getservbyport(3); parameters and result are as of {@link
   * #getservbyname}.
   *
   * @throws IllegalArgumentException when the port is not in 0..65535
   */
  public static Optional<Service> getservbyport(
      int port, @Nullable String protocol, Deadline deadline) throws IOException {
    int networkOrder = Short.toUnsignedInt(Short.reverseBytes((short) Inet.checkPort(port)));
    return find(
        "getservbyport",
        "" + port,
        protocol,
        deadline,
        (arena, struct, buffer, result) ->
            Netdb.getservbyport_r(
                networkOrder, Lookups.cString(arena, protocol), struct, buffer, result));
  }

  private static Optional<Service> find(
      String call, String about, @Nullable String protocol, Deadline deadline, Lookups.Fill fill)
      throws IOException {
    Lookups.checkNoNul("protocol", protocol);
    Service[] found = new Service[1];
    IntSupplier lookup =
        () -> {
          found[0] = Lookups.fill(Servent.SIZE, fill, Services::read, new int[1]).orElse(null);
          return found[0] == null ? -1 : 0;
        };
    Lookups.run(call, about + ", " + protocol, deadline, lookup);
    return Optional.ofNullable(found[0]);
  }

  private static Service read(MemorySegment s) {
    int port = Short.toUnsignedInt(Short.reverseBytes((short) Servent.s_port(s)));
    return new Service(
        Servent.s_name(s), List.copyOf(Servent.s_aliases(s)), port, Servent.s_proto(s));
  }
}
