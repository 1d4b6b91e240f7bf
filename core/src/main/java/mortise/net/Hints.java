package mortise.net;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What answers a name look-up is to bring, the hints of getaddrinfo(3).
 *
 * @param family {@link Family#INET} never brings IPv6, {@link Family#INET6} never IPv4, {@link
 *     Family#UNSPEC} whatever there is
 * @param type the type of the sockets; null for every type that the service has
 * @param protocol their protocol; {@link Protocol#DEFAULT} for every one
 * @param flags how to look up
 */
public record Hints(Family family, @Nullable Type type, Protocol protocol, LookupFlags flags) {
  /** Whatever there is. */
  public static final Hints ANY =
      new Hints(Family.UNSPEC, null, Protocol.DEFAULT, LookupFlags.NONE);

  public Hints {
    Objects.requireNonNull(family, "family");
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(flags, "flags");
  }

  /** Addresses of one family for sockets of one type. */
  public static Hints of(Family family, @Nullable Type type) {
    return new Hints(family, type, Protocol.DEFAULT, LookupFlags.NONE);
  }

  /** A copy with another family. */
  public Hints with(Family family) {
    return new Hints(family, type, protocol, flags);
  }

  /** A copy with another type; null stands for every type. */
  public Hints with(@Nullable Type type) {
    return new Hints(family, type, protocol, flags);
  }

  /** A copy with another protocol. */
  public Hints with(Protocol protocol) {
    return new Hints(family, type, protocol, flags);
  }

  /** A copy with other flags. */
  public Hints with(LookupFlags flags) {
    return new Hints(family, type, protocol, flags);
  }
}
