package mortise.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import mortise.sys.Netdb;
import mortise.sys.struct.Protoent;
import org.jspecify.annotations.Nullable;

/**
 * Protocols by name and number, protocols(5). libc reads its table on a thread of mortise's own, as
 * {@link Resolver} does.
 */
public final class Protocols {
  /** libc has one place for all its answers. */
  private static final Object LOCK = new Object();

  private Protocols() {}

  /**
   * A protocol of the table.
   *
   * @param name its official name, such as {@code tcp}
   * @param aliases its other names
   * @param protocol its number, to open sockets with
   */
  public record Entry(String name, List<String> aliases, Protocol protocol) {}

  /** A protocol by its name or an alias, for as long as it takes. */
  public static Optional<Entry> getprotobyname(String name) throws IOException {
    return getprotobyname(name, Deadline.NEVER);
  }

  /**
   * A protocol by its name or an alias, getprotobyname(3).
   *
   * @return empty where there is none
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  public static Optional<Entry> getprotobyname(String name, Deadline deadline) throws IOException {
    Lookups.checkNoNul("protocol", name);
    return find(
        "getprotobyname", name, deadline, arena -> Netdb.getprotobyname(arena.allocateFrom(name)));
  }

  /** A protocol by its number, for as long as it takes. */
  public static Optional<Entry> getprotobynumber(int number) throws IOException {
    return getprotobynumber(number, Deadline.NEVER);
  }

  /** A protocol by its number, getprotobynumber(3); the rest is as of {@link #getprotobyname}. */
  public static Optional<Entry> getprotobynumber(int number, Deadline deadline) throws IOException {
    return find("getprotobynumber", "" + number, deadline, arena -> Netdb.getprotobynumber(number));
  }

  private static Optional<Entry> find(
      String call, String about, Deadline deadline, Function<Arena, MemorySegment> lookup)
      throws IOException {
    Entry[] found = new Entry[1];
    Lookups.run(
        call,
        about,
        deadline,
        () -> {
          found[0] = copy(lookup);
          return found[0] == null ? -1 : 0;
        });
    return Optional.ofNullable(found[0]);
  }

  private static @Nullable Entry copy(Function<Arena, MemorySegment> lookup) {
    try (Arena arena = Arena.ofConfined()) {
      synchronized (LOCK) {
        MemorySegment s = lookup.apply(arena);
        return s.address() == 0
            ? null
            : new Entry(
                Protoent.p_name(s),
                List.copyOf(Protoent.p_aliases(s)),
                new Protocol(Protoent.p_proto(s)));
      }
    }
  }
}
