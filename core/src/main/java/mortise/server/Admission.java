package mortise.server;

import java.util.HashMap;
import java.util.Map;
import mortise.net.Address;
import org.jspecify.annotations.Nullable;

/** Enforces connection limits and rate limits ({@link Limits}) and the access list. */
final class Admission {
  /** Addresses of the past that are remembered for their rate, beyond those that are here. */
  private static final int REMEMBERED = 10_000;

  private static final class AddressUsage {
    final TokenBucket bucket;
    int active;

    AddressUsage(TokenBucket bucket) {
      this.bucket = bucket;
    }
  }

  private final Limits limits;

  /** Guarded by this, as the others. */
  private final Map<HostAddress, AddressUsage> perAddress = new HashMap<>();

  private final TokenBucket bucket;
  private int active;

  Admission(Limits limits) {
    this.limits = limits;
    this.bucket = new TokenBucket(limits.perSecond(), System.nanoTime());
  }

  /**
   * Lets a connection in, which {@link #release} has to end.
   *
   * @return null, or why it may not come in
   */
  synchronized @Nullable RejectReason admit(@Nullable Address peer) {
    if (active >= limits.connections()) {
      return RejectReason.FULL;
    }
    long now = System.nanoTime();
    RejectReason reason = admit(peer, now);
    if (reason != null) {
      return reason;
    }
    if (limits.perSecond() != Integer.MAX_VALUE && !bucket.take(now)) {
      leaveAddress(peer);
      return RejectReason.TOO_FAST;
    }
    active++;
    return null;
  }

  /**
   * Counts an admitted connection for another address: the client's address from the load balancer.
   */
  synchronized @Nullable RejectReason readmit(@Nullable Address peer, Address client) {
    RejectReason reason = admit(client, System.nanoTime());
    if (reason == null) {
      leaveAddress(peer);
    }
    return reason;
  }

  synchronized void release(@Nullable Address address) {
    active--;
    leaveAddress(address);
  }

  synchronized int active() {
    return active;
  }

  private @Nullable RejectReason admit(@Nullable Address address, long now) {
    HostAddress host = host(address);
    if (host == null) {
      return null;
    }
    AddressUsage usage = perAddress.get(host);
    if (usage == null) {
      makeRoom(now);
      usage = new AddressUsage(new TokenBucket(limits.perAddressPerSecond(), now));
      perAddress.put(host, usage);
    }
    if (usage.active >= limits.perAddress()) {
      return RejectReason.FULL_FOR_ADDRESS;
    }
    if (!usage.bucket.take(now)) {
      return RejectReason.TOO_FAST_FOR_ADDRESS;
    }
    usage.active++;
    return null;
  }

  private void leaveAddress(@Nullable Address address) {
    HostAddress host = host(address);
    AddressUsage usage = host == null ? null : perAddress.get(host);
    if (usage == null) {
      return;
    }
    usage.active--;
    if (usage.active == 0 && limits.perAddressPerSecond() == Integer.MAX_VALUE) {
      perAddress.remove(host);
    }
  }

  /** The maximum number of tracked addresses, which bounds the memory of a flood from many. */
  private void makeRoom(long now) {
    if (perAddress.size() < REMEMBERED + (long) active) {
      return;
    }
    perAddress.values().removeIf(usage -> usage.active == 0 && usage.bucket.isFull(now));
    if (perAddress.size() >= REMEMBERED + (long) active) {
      perAddress.values().removeIf(usage -> usage.active == 0);
    }
  }

  private @Nullable HostAddress host(@Nullable Address address) {
    HostAddress host = limits.countsAddresses() ? HostAddress.of(address) : null;
    return host == null ? null : host.subscriber();
  }
}
