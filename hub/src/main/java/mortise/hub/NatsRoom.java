package mortise.hub;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import mortise.cli.hub.HubRoom;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.HubStats;
import mortise.cli.hub.RoomListener;
import mortise.cli.hub.RoomMember;

/**
 * A room over NATS. Messages of a node are numbered, and one connection carries them, which keeps
 * their order; a receiver that finds a number missing reports how many were lost.
 */
final class NatsRoom implements HubRoom {
  /** The most bytes of a list; members beyond it are not announced. */
  private static final int LONGEST_LIST = 256 << 10;

  private final HubSettings settings;
  private final RoomListener listener;
  private final RoomTimes times;
  private final String node;
  private final String life = NatsHub.random(8);
  private final RoomCounters counters = new RoomCounters();
  private final NatsLink link;
  private final Carrier carrier;
  private final Presence presence;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("mortise-hub-beat").factory());

  /** Held while a message gets its number and is handed over. */
  private final ReentrantLock order = new ReentrantLock();

  /** The number of the last message. Guarded by order for writing. */
  private volatile long sequence;

  /** Guarded by itself. */
  private final Map<Integer, RoomMember> members = new TreeMap<>();

  private volatile boolean closed;
  private volatile boolean hasTwin;

  /** Whether the name is this node's; one that was refused it says nothing in its name. */
  private volatile boolean hasName;

  private NatsRoom(HubSettings settings, RoomListener listener, RoomTimes times)
      throws IOException {
    this.settings = settings;
    this.listener = listener;
    this.times = times;
    this.node = settings.node() == null ? NatsHub.random(6) : settings.node();
    this.link = NatsLink.open(settings, "mortise " + node, listener::notice);
    this.presence = new Presence(listener, times.silence().toNanos());
    this.carrier =
        settings.durable()
            ? new StreamCarrier(settings, node, life, link, listener, counters)
            : new CoreCarrier(settings, node, link, listener, counters, this::isOwn);
  }

  /** Joins, and asks the others to announce themselves. */
  static NatsRoom join(HubSettings settings, RoomListener listener, RoomTimes times)
      throws IOException {
    NatsRoom room = new NatsRoom(settings, listener, times);
    try {
      room.start();
      return room;
    } catch (IllegalStateException e) {
      room.close();
      throw room.link.refusal(e);
    } catch (IOException e) {
      room.close();
      throw e;
    }
  }

  private void start() throws IOException {
    NameClaim.claim(link, settings.room(), node, life);
    hasName = true;
    Connection connection = link.connection();
    // Its own dispatcher: announcements do not wait for members that read slowly.
    Dispatcher here = connection.createDispatcher(this::here);
    here.subscribe(settings.room() + ".here.*");
    here.subscribe(settings.room() + ".who", _ -> announce());
    carrier.start();
    link.whenRestored(() -> {
      carrier.restored();
      askAll();
    });
    long beat = times.beat().toMillis();
    // Nodes that were started together do not announce themselves together.
    long first = ThreadLocalRandom.current().nextLong(1, beat + 1);
    timer.scheduleAtFixedRate(this::beat, first, beat, TimeUnit.MILLISECONDS);
    askAll();
  }

  private void askAll() {
    announce();
    send(settings.room() + ".who", null, new byte[0]);
  }

  /**
   * Whether a message is of this node's name; where it is of another run, that is reported once.
   */
  private boolean isOwn(Envelope from) {
    if (!from.node().equals(node)) {
      return false;
    }
    if (!from.life().equals(life) && !hasTwin) {
      hasTwin = true;
      listener.notice(
          "hub: another node has this node's name " + node + ": give each its own by --hub-node");
    }
    return true;
  }

  private void here(Message message) {
    Envelope from = Envelope.of(message);
    if (from == null) {
      counters.malformed.increment();
    } else if (!isOwn(from) && !closed) {
      String list =
          from.kind() == Envelope.Kind.LIST
              ? new String(message.getData(), StandardCharsets.UTF_8)
              : "";
      presence.heard(from, list, System.nanoTime());
    }
  }

  private void beat() {
    try {
      announce();
      // Behind the last message, so that the loss of that one is noticed too.
      send(settings.room() + ".tick." + node, envelope(Envelope.Kind.TICK, null), new byte[0]);
      if (link.isUp()) {
        presence.expire(System.nanoTime());
      }
    } catch (RuntimeException e) {
      listener.notice("hub: " + e);
    }
  }

  private void announce() {
    String list;
    synchronized (members) {
      list = Presence.list(members.values());
    }
    byte[] bytes = list.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LONGEST_LIST) {
      list = list.substring(0, list.lastIndexOf('\n', LONGEST_LIST) + 1);
      bytes = list.getBytes(StandardCharsets.UTF_8);
    }
    tell(Envelope.Kind.LIST, null, bytes);
  }

  private void tell(Envelope.Kind kind, RoomMember member, byte[] bytes) {
    send(settings.room() + ".here." + node, envelope(kind, member), bytes);
  }

  /** What is not said by a member; a later one replaces it. */
  private void send(String subject, Headers headers, byte[] bytes) {
    if (link.isUp()) {
      try {
        link.connection().publish(subject, headers, bytes);
      } catch (IllegalStateException _) {
        // Closed or full at this moment: the next list says it again.
      }
    }
  }

  private Headers envelope(Envelope.Kind kind, RoomMember member) {
    return envelope(kind, sequence, member);
  }

  private Headers envelope(Envelope.Kind kind, long number, RoomMember member) {
    return new Envelope(
            kind,
            node,
            life,
            number,
            member == null ? 0 : member.number(),
            member == null ? null : Envelope.name(member.name()))
        .headers();
  }

  @Override
  public String node() {
    return node;
  }

  @Override
  public void publish(RoomMember from, byte[] bytes) throws IOException {
    order.lock();
    try {
      long number = sequence + 1;
      carrier.publish(number, envelope(Envelope.Kind.SAID, number, from), bytes);
      // A number that was not used leaves no gap.
      sequence = number;
      counters.published.increment();
    } catch (IOException e) {
      counters.refused.increment();
      throw e;
    } catch (IllegalStateException e) {
      counters.refused.increment();
      throw link.refusal(e);
    } finally {
      order.unlock();
    }
  }

  @Override
  public void joined(RoomMember member) {
    synchronized (members) {
      members.put(member.number(), member);
    }
    later(() -> tell(Envelope.Kind.JOINED, member, new byte[0]));
  }

  @Override
  public void left(RoomMember member) {
    synchronized (members) {
      members.remove(member.number());
    }
    later(() -> tell(Envelope.Kind.LEFT, member, new byte[0]));
  }

  /** The caller may hold a lock, and a full queue waits. */
  private void later(Runnable work) {
    try {
      timer.execute(work);
    } catch (RejectedExecutionException _) {
      // Closed: the node says so for all of them.
    }
  }

  @Override
  public HubStats stats() {
    return new HubStats(
        counters.published.sum(),
        counters.refused.sum(),
        counters.acknowledged.sum(),
        counters.received.sum(),
        counters.lost.sum(),
        counters.repeated.sum(),
        counters.malformed.sum(),
        link.reconnects(),
        carrier.waitingIn(),
        carrier.waitingOut());
  }

  @Override
  public void close() {
    synchronized (timer) {
      if (closed) {
        return;
      }
      closed = true;
    }
    timer.shutdownNow();
    carrier.close();
    if (hasName) {
      tell(Envelope.Kind.BYE, null, new byte[0]);
    }
    link.close();
  }
}
