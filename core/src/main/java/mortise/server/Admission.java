package mortise.server;

import java.util.HashMap;
import java.util.Map;
import mortise.net.Address;

/** Who may come in now: the counts that {@link Limits} speaks of. */
final class Admission {
  /** Addresses of the past that are remembered for their rate, beyond those that are here. */
  private static final int REMEMBERED = 10_000;

  private static final class Guest {
    final Bucket bucket;
    int present;

    Guest(Bucket bucket) {
      this.bucket = bucket;
    }
  }

  private final Limits limits;

  /** Guarded by this, as the others. */
  private final Map<Host, Guest> guests = new HashMap<>();

  private final Bucket bucket;
  private int present;

  Admission(Limits limits) {
    this.limits = limits;
    this.bucket = new Bucket(limits.perSecond(), System.nanoTime());
  }

  /**
   * Lets a connection in, which {@link #leave} has to end.
   *
   * @return null, or why it may not come in
   */
  synchronized Refusal enter(Address peer) {
    if (present >= limits.connections()) {
      return Refusal.FULL;
    }
    long now = System.nanoTime();
    Refusal refusal = enter(peer, now);
    if (refusal != null) {
      return refusal;
    }
    if (limits.perSecond() != Integer.MAX_VALUE && !bucket.take(now)) {
      leaveAddress(peer);
      return Refusal.TOO_FAST;
    }
    present++;
    return null;
  }

  /** Counts a connection that is in for another address: the client that a balancer told. */
  synchronized Refusal move(Address peer, Address client) {
    Refusal refusal = enter(client, System.nanoTime());
    if (refusal == null) {
      leaveAddress(peer);
    }
    return refusal;
  }

  synchronized void leave(Address address) {
    present--;
    leaveAddress(address);
  }

  synchronized int present() {
    return present;
  }

  private Refusal enter(Address address, long now) {
    Host host = host(address);
    if (host == null) {
      return null;
    }
    Guest guest = guests.get(host);
    if (guest == null) {
      makeRoom(now);
      guest = new Guest(new Bucket(limits.perAddressPerSecond(), now));
      guests.put(host, guest);
    }
    if (guest.present >= limits.perAddress()) {
      return Refusal.FULL_FOR_ADDRESS;
    }
    if (!guest.bucket.take(now)) {
      return Refusal.TOO_FAST_FOR_ADDRESS;
    }
    guest.present++;
    return null;
  }

  private void leaveAddress(Address address) {
    Host host = host(address);
    Guest guest = host == null ? null : guests.get(host);
    if (guest == null) {
      return;
    }
    guest.present--;
    if (guest.present == 0 && limits.perAddressPerSecond() == Integer.MAX_VALUE) {
      guests.remove(host);
    }
  }

  /** A flood from many addresses costs the memory of so many, whoever comes. */
  private void makeRoom(long now) {
    if (guests.size() < REMEMBERED + (long) present) {
      return;
    }
    guests.values().removeIf(guest -> guest.present == 0 && guest.bucket.isFull(now));
    if (guests.size() >= REMEMBERED + (long) present) {
      guests.values().removeIf(guest -> guest.present == 0);
    }
  }

  private Host host(Address address) {
    Host host = limits.countsAddresses() ? Host.of(address) : null;
    return host == null ? null : host.subscriber();
  }
}
