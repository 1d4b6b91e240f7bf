package mortise.cli.sockets;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import mortise.net.Address;
import mortise.net.ByteText;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.TcpState;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.net.Vsock;
import mortise.server.AccessList;

/**
 * Which sockets are wanted.
 *
 * @param kinds their kinds
 * @param test what else holds for them
 * @param isSelective whether there is a filter beside the kinds
 */
public record SocketFilter(
    Set<SocketKind> kinds, Predicate<ListedSocket> test, boolean isSelective) {
  private interface Side {
    Address of(ListedSocket listed);
  }

  /** All sockets of these kinds. */
  public static SocketFilter of(Set<SocketKind> kinds) {
    return new SocketFilter(Set.copyOf(kinds), _ -> true, false);
  }

  private SocketFilter and(Predicate<ListedSocket> also) {
    return new SocketFilter(kinds, test.and(also), true);
  }

  /** Those for which one of several conditions holds. */
  private SocketFilter or(List<Predicate<ListedSocket>> some) {
    return and(listed -> some.stream().anyMatch(one -> one.test(listed)));
  }

  boolean has(ListedSocket listed) {
    return test.test(listed);
  }

  /** Those that are in one of the states that these names stand for. */
  public SocketFilter states(List<String> names) {
    Set<TcpState> states =
        names.stream().flatMap(name -> StateNames.parse(name).stream()).collect(Collectors.toSet());
    return and(listed -> states.contains(listed.socket().state()));
  }

  /** Those that the words of a filter are for, {@link FilterParser}. */
  public SocketFilter matching(List<String> filter) throws IOException {
    return and(FilterParser.parse(filter));
  }

  static Predicate<ListedSocket> state(String name) {
    Set<TcpState> states = StateNames.parse(name);
    return listed -> states.contains(listed.socket().state());
  }

  static Predicate<ListedSocket> localAt(String place) throws IOException {
    return at(place, listed -> listed.socket().local());
  }

  static Predicate<ListedSocket> peerAt(String place) throws IOException {
    return at(place, SocketFilter::peerOf);
  }

  /** Listening sockets, or unconnected datagram sockets. */
  public SocketFilter listening() {
    return and(listed ->
        listed.kind().hasConnections() && !isDatagram(listed)
            ? listed.socket().state().equals(TcpState.LISTEN)
            : listed.socket().state().equals(TcpState.CLOSE));
  }

  /** Those that have a peer. */
  public SocketFilter connected() {
    return states(List.of("connected"));
  }

  private static boolean isDatagram(ListedSocket listed) {
    return listed.socket().type().equals(Type.DGRAM);
  }

  /** Those of one version of IP, and no others. */
  public SocketFilter family(Family family) {
    return and(listed -> listed.socket().family().equals(family));
  }

  /**
   * Those with a port in one of these ranges at either end, of IP or vsock.
   *
   * @param ranges {@code 80}, {@code 8000-8100}
   * @throws IllegalArgumentException when one is something else
   */
  public SocketFilter ports(List<String> ranges) {
    return or(ranges.stream().map(SocketFilter::port).toList());
  }

  private static Predicate<ListedSocket> port(String range) {
    if (!range.matches("\\d{1,10}(-\\d{1,10})?")) {
      throw new IllegalArgumentException("invalid port '" + range + "' (e.g. 80, 8000-8100)");
    }
    String[] ends = range.split("-");
    long first = Long.parseLong(ends[0]);
    long last = Long.parseLong(ends[ends.length - 1]);
    return listed ->
        isBetween(first, port(listed.socket().local()), last)
            || isBetween(first, port(listed.socket().peer()), last);
  }

  private static boolean isBetween(long first, long port, long last) {
    return first <= port && port <= last;
  }

  /** The port of an address of IP or vsock; below zero where there is none. */
  static long port(Address address) {
    return switch (address) {
      case Inet inet -> inet.port();
      case Vsock vsock -> vsock.port();
      default -> -1;
    };
  }

  /**
   * Those that are bound at one of these places.
   *
   * @param places an address, block or range of IP with a port behind a colon or without, a name, a
   *     UNIX path or an abstract name with its {@code @}, both with wildcards
   */
  public SocketFilter local(List<String> places) throws IOException {
    return at(places, listed -> listed.socket().local());
  }

  /** Those whose peer is at one of these places. */
  public SocketFilter peer(List<String> places) throws IOException {
    return at(places, SocketFilter::peerOf);
  }

  private SocketFilter at(List<String> places, Side side) throws IOException {
    List<Predicate<ListedSocket>> some = new ArrayList<>();
    for (String place : places) {
      some.add(at(place, side));
    }
    return or(some);
  }

  private static Address peerOf(ListedSocket listed) {
    String name = listed.peerName();
    return name.isEmpty()
        ? listed.socket().peer()
        : name.startsWith("@") ? Unix.ofAbstract(name.substring(1)) : Unix.of(name);
  }

  private static Predicate<ListedSocket> at(String place, Side side) throws IOException {
    if (place.startsWith("/") || place.startsWith("@")) {
      var glob = FileSystems.getDefault().getPathMatcher("glob:" + place);
      return listed ->
          side.of(listed) instanceof Unix name
              && !name.isUnnamed()
              && glob.matches(ByteText.path(RowFormat.unixName(name).replace('\0', '?')));
    }
    HostAndPort wanted = HostAndPort.parse(place);
    AccessList hosts =
        wanted.host().isEmpty() ? AccessList.ALLOW_ALL : AccessList.ALLOW_ALL.allow(wanted.host());
    return listed ->
        side.of(listed) instanceof Inet inet
            && hosts.permits(inet)
            && (wanted.port() < 0 || wanted.port() == inet.port());
  }

  /** Those that one of these processes has, by its name or number. */
  public SocketFilter processes(Set<String> namesOrPids) {
    return and(listed ->
        listed.owners().stream()
            .anyMatch(owner ->
                namesOrPids.contains(owner.name())
                    || namesOrPids.contains(Integer.toString(owner.pid()))));
  }

  /** Those of one of these users, by name or number. */
  public SocketFilter users(List<String> namesOrNumbers) throws IOException {
    Set<Long> users = new HashSet<>();
    for (String user : namesOrNumbers) {
      users.add(UserNames.number(user));
    }
    return and(listed -> users.contains(listed.socket().holder().user()));
  }
}
