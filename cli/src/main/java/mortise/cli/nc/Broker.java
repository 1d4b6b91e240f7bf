package mortise.cli.nc;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Watcher;
import mortise.cli.hub.RoomMember;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.server.Connection;

/**
 * Passes what each member sends on to all others, as ncat's {@code --broker} does; a chat names the
 * speakers too. All members get everything in the same order.
 *
 * <p>What a member does not take in time waits for it, {@link SendQueue#ROOM} bytes. Then its
 * senders wait (backpressure); if that delays a third member, and it reads nothing for {@link
 * SendQueue#STALL_TIMEOUT}, it is disconnected. Of two, the one that sends waits for as long as the
 * other likes, as in any conversation.
 */
final class Broker {
  private static final int PART = 1 << 14;

  /** The number that ncat's first client has: that of its descriptor. */
  private static final int FIRST = 4;

  /** The local input and output of the broker. */
  private static final ChatText.Member HOST = new ChatText.Member(0, "localhost");

  private final boolean chat;
  private final Consumer<String> complaints;
  private final Watcher toAll;
  private final boolean joins;
  private final CountDownLatch somebody = new CountDownLatch(1);

  /** What joins this broker with those of other nodes; null where there are none. */
  private volatile BrokerHub hub;

  /** The members by their numbers. Guarded by this. */
  private final Map<Integer, Seat> seats = new TreeMap<>();

  private record Seat(ChatText.Member member, Connection connection, SendQueue outbox) {}

  private Broker(boolean chat, Consumer<String> complaints, Watcher toAll, boolean joins) {
    this.chat = chat;
    this.complaints = complaints;
    this.toAll = toAll;
    this.joins = joins;
  }

  /**
   * A broker of bytes as they are.
   *
   * @param toAll sees what is passed on
   */
  static Broker plain(Consumer<String> complaints, Watcher toAll) {
    return new Broker(false, complaints, toAll, true);
  }

  /**
   * A broker that adds the sender's name to each line, and announces joins and leaves.
   *
   * @param toAll the observer of data sent to all
   */
  static Broker chat(Consumer<String> complaints, Watcher toAll) {
    return new Broker(true, complaints, toAll, true);
  }

  /** A broker that forwards only the host's input; data from members is discarded. */
  Broker ofHost() {
    return new Broker(chat, complaints, toAll, false);
  }

  /** Joins the members of other nodes. */
  void join(BrokerHub hub) {
    this.hub = hub;
  }

  /** Whether data of members is forwarded. */
  boolean joins() {
    return joins;
  }

  boolean isChat() {
    return chat;
  }

  /** Serves a member until it has ended; the caller closes the connection. */
  void serve(Connection connection) throws IOException {
    Seat seat = seat(connection);
    Thread writer = Thread.ofVirtual().name("mortise-broker").start(() -> deliver(seat));
    try {
      listen(seat);
    } finally {
      try {
        leave(seat);
      } finally {
        seat.outbox().finish(writer);
      }
    }
  }

  /** Forwards the host's input, once there is a member. */
  void host(InputStream in) throws IOException, InterruptedException {
    somebody.await();
    byte[] part = new byte[PART];
    for (int count; (count = in.read(part)) >= 0; ) {
      pass(HOST, part, count);
    }
  }

  /** How many members there are. */
  synchronized int members() {
    return seats.size();
  }

  private synchronized Seat seat(Connection connection) throws IOException {
    int number = FIRST;
    while (seats.containsKey(number)) {
      number++;
    }
    ChatText.Member member = new ChatText.Member(number, name(connection.clientAddress()));
    List<ChatText.Member> others = seats.values().stream().map(Seat::member).toList();
    Seat seat = new Seat(member, connection, new SendQueue(connection));
    seats.put(number, seat);
    BrokerHub all = hub;
    if (chat) {
      List<RoomMember> remote = all == null ? List.of() : all.members();
      announce(ChatText.arrival(member, others, remote));
    }
    if (all != null) {
      all.joined(member);
    }
    somebody.countDown();
    notifyAll();
    return seat;
  }

  private static String name(Address address) {
    return address instanceof Inet inet ? inet.host() : address.toString();
  }

  private synchronized void leave(Seat seat) throws IOException {
    if (!seats.remove(seat.member().number(), seat)) {
      return;
    }
    BrokerHub all = hub;
    if (all != null) {
      all.left(seat.member());
    }
    if (chat) {
      announce(ChatText.departure(seat.member()));
    }
  }

  /** Announces something to the members of a chat; it does not wait for them. */
  synchronized void announce(String text) throws IOException {
    if (chat) {
      announce(ChatText.announcement(text));
    }
  }

  /** Announces something to one member of a chat. */
  synchronized void announce(ChatText.Member to, String text) {
    Seat seat = seats.get(to.number());
    if (chat && seat != null && seat.member() == to) {
      seat.outbox().add(ChatText.announcement(text));
    }
  }

  /** Waits until there is a member; false when the time is over. */
  synchronized boolean awaitMember(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left; seats.isEmpty(); ) {
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Waits until all that was passed on is on its way to the members; whether there was one. */
  boolean awaitShown() throws InterruptedException {
    List<Seat> receivers;
    synchronized (this) {
      receivers = new ArrayList<>(seats.values());
    }
    boolean shown = false;
    for (Seat seat : receivers) {
      if (!seat.outbox().awaitSent(() -> receivers.size() > 1)) {
        putOut(seat);
      } else {
        shown |= !seat.outbox().isClosed();
      }
    }
    return shown;
  }

  /** Passes on what a member of another node has said, and waits for room. */
  void pass(RoomMember from, byte[] said) throws IOException, InterruptedException {
    byte[] bytes = chat ? ChatText.said(from, said) : said;
    List<Seat> receivers;
    synchronized (this) {
      add(bytes, null);
      receivers = new ArrayList<>(seats.values());
    }
    for (Seat seat : receivers) {
      if (!seat.outbox().awaitRoom(() -> isOneOfSeveral(null))) {
        putOut(seat);
      }
    }
  }

  /**
   * Guarded by this. Announcements do not wait for space, so a member over the limit is
   * disconnected.
   */
  private void announce(byte[] bytes) throws IOException {
    add(bytes, null);
    for (Seat seat : seats.values()) {
      if (seat.outbox().waiting() > SendQueue.MOST) {
        putOut(seat);
      }
    }
  }

  /** Puts bytes into the outboxes of all but one; guarded by this. */
  private void add(byte[] bytes, ChatText.Member except) throws IOException {
    if (toAll.looks()) {
      toAll.bytes(Direction.SENT, bytes, 0, bytes.length);
    }
    toAll.moved(Direction.SENT, bytes.length);
    for (Seat seat : seats.values()) {
      if (seat.member() != except) {
        seat.outbox().add(bytes);
      }
    }
  }

  private void listen(Seat seat) throws IOException {
    byte[] part = new byte[PART];
    for (int count; (count = seat.connection().read(part)) >= 0; ) {
      try {
        if (joins) {
          pass(seat.member(), part, count);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void pass(ChatText.Member from, byte[] part, int count)
      throws IOException, InterruptedException {
    byte[] bytes = chat ? ChatText.said(from, part, count) : Arrays.copyOf(part, count);
    List<Seat> receivers;
    synchronized (this) {
      add(bytes, from);
      receivers = new ArrayList<>(seats.values());
    }
    receivers.removeIf(seat -> seat.member() == from);
    for (Seat seat : receivers) {
      if (!seat.outbox().awaitRoom(() -> isOneOfSeveral(from))) {
        putOut(seat);
      }
    }
    BrokerHub all = hub;
    if (all != null) {
      all.publish(from, Arrays.copyOf(part, count));
    }
  }

  /** Whether this member has more than one receiver. */
  private synchronized boolean isOneOfSeveral(ChatText.Member speaker) {
    return seats.values().stream().filter(seat -> seat.member() != speaker).count() > 1;
  }

  private void putOut(Seat seat) {
    complaints.accept(
        String.format(
            Locale.ROOT,
            "%s reads too slowly and delays the others: disconnected.",
            seat.member().address()));
    seat.outbox().close();
    seat.connection().abort();
  }

  private void deliver(Seat seat) {
    try {
      seat.outbox().deliver(seat.connection()::write);
    } catch (IOException | InterruptedException _) {
      // The member has disconnected; the thread that reads from it detects that.
      seat.outbox().close();
      seat.connection().abort();
    }
  }
}
