package mortise.proxy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Resolver;
import mortise.net.Socket;
import mortise.net.SocketConfig;
import mortise.net.Type;

/**
 * Where a proxy connects to for its clients. It is asked with addresses, after names have been
 * looked up and before anything is sent, so a name that points to a refused host is refused too.
 *
 * <p>What only this host or its link can reach, loopback and link-local addresses, is refused
 * unless it is allowed: a proxy is inside where its clients are outside. Groups and the unspecified
 * address, which reaches loopback, are no hosts and count as loopback does. IPv4-mapped addresses
 * are the IPv4 addresses that they map.
 */
public final class Targets {
  /** All but what belongs to this host and its links. */
  public static final Targets USUAL = new Targets(address -> false, address -> false);

  private final Predicate<Inet> allowed;
  private final Predicate<Inet> denied;

  private Targets(Predicate<Inet> allowed, Predicate<Inet> denied) {
    this.allowed = allowed;
    this.denied = denied;
  }

  /**
   * These and, of the addresses that are otherwise refused, those that the predicate takes, such as
   * {@code AccessList.ALLOW_ALL.allow("127.0.0.1")::permits}.
   */
  public Targets allow(Predicate<? super Inet> more) {
    return new Targets(address -> allowed.test(address) || more.test(address), denied);
  }

  /** These without those that the predicate takes, whatever was or will be allowed. */
  public Targets deny(Predicate<? super Inet> fewer) {
    return new Targets(allowed, address -> denied.test(address) || fewer.test(address));
  }

  /** Whether a proxy may connect to an address. */
  public boolean permits(Inet address) {
    Inet plain = unmapped(address);
    return !denied.test(plain) && (!isOwn(plain) || allowed.test(plain));
  }

  /**
   * Whether an address is this host's or its links' alone: loopback, unspecified, link-local (the
   * metadata services of clouds among them), or a group. {@link #USUAL} refuses these.
   */
  public static boolean isLocal(Inet address) {
    return isOwn(unmapped(address));
  }

  /**
   * Whether an address is one that is not routed in the Internet: {@linkplain #isLocal local}, of a
   * private network (RFC 1918, RFC 6598, RFC 4193), or one of these by NAT64 (RFC 6052).
   */
  public static boolean isPrivate(Inet address) {
    return switch (unmapped(address)) {
      case Inet4 four -> isPrivate(four);
      case Inet6 six ->
          isOwn(six)
              || six.high() >>> 57 == 0xfc >>> 1
              || six.high() == 0x0064ff9b_00000000L
                  && isPrivate(new Inet4((int) six.low(), six.port()));
    };
  }

  private static boolean isPrivate(Inet4 four) {
    int bits = four.bits();
    return isOwn(four)
        || bits >>> 24 == 10
        || bits >>> 20 == 0xac1
        || bits >>> 16 == 0xc0a8
        || bits >>> 22 == 0x6440 >>> 6;
  }

  private static boolean isOwn(Inet address) {
    return switch (address) {
      case Inet4 four -> {
        int first = four.bits() >>> 24;
        yield first == 0
            || first == 127
            || first >= 224 && first < 240
            || four.bits() == -1
            || four.bits() >>> 16 == 0xa9fe;
      }
      case Inet6 six ->
          six.high() == 0 && six.low() >>> 1 == 0
              || six.high() >>> 54 == 0xfe80 >>> 6
              || six.high() >>> 56 == 0xff;
    };
  }

  /** RFC 4291 section 2.5.5.2. */
  static Inet unmapped(Inet address) {
    return address instanceof Inet6 six && six.high() == 0 && six.low() >>> 32 == 0xffff
        ? new Inet4((int) six.low(), six.port())
        : address;
  }

  /** A target that the policy refuses. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(Target target) {
      super("connections to " + target + " are not allowed");
    }
  }

  /** Labels of 1 to 63 characters, RFC 1035 section 2.3.4; others would be asked of the DNS. */
  private static boolean isName(String host) {
    return host.length() <= 254 && host.matches("([A-Za-z0-9_-]{1,63}\\.)*[A-Za-z0-9_-]{1,63}\\.?");
  }

  /** Looks a target up and returns the addresses that are permitted, one at least. */
  List<Inet> resolve(Target target, Type type, Deadline deadline) throws IOException {
    if (target.numeric().isEmpty() && !isName(target.host())) {
      throw new UnknownHostException(target.host() + ": invalid host name");
    }
    List<Inet> permitted =
        Resolver.resolve(target.host(), target.port(), Family.UNSPEC, type, deadline).stream()
            .map(Inet.class::cast)
            .filter(this::permits)
            .distinct()
            .toList();
    if (permitted.isEmpty()) {
      throw new Refused(target);
    }
    return permitted;
  }

  /** Connects to the first address that answers, each having its share of the time. */
  Socket dial(Target target, Deadline deadline) throws IOException {
    List<Inet> addresses = resolve(target, Type.STREAM, deadline);
    IOException failure = new ConnectException("connect to " + target + ": no address");
    for (int i = 0; i < addresses.size(); i++) {
      Duration share = deadline.remaining().dividedBy(addresses.size() - i);
      try {
        return SocketConfig.STREAM.connect(addresses.get(i), Deadline.after(share));
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }
}
