package mortise.cli.nc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import mortise.cli.hub.HubProvider;
import mortise.cli.hub.HubRoom;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.HubStats;
import mortise.cli.hub.RoomListener;
import mortise.cli.hub.RoomMember;
import mortise.cli.shell.Signals;
import mortise.net.Printable;

/**
 * Joins a broker with those of other nodes. What could not be published is refused visibly, and
 * what has not arrived is counted and reported; a chat announces both to its members.
 */
final class BrokerHub implements RoomListener {
  /** The least time between two reports of refusals, or of losses, in nanoseconds. */
  private static final long QUIET = 1_000_000_000L;

  private final Broker broker;
  private final Consumer<String> log;

  /** Set once, before the broker has a member. */
  private HubRoom room;

  /** The members of other nodes by name. Guarded by itself. */
  private final Map<String, RoomMember> remote = new TreeMap<>();

  private final RateLimited refusals = new RateLimited(this::tellRefusals);
  private final RateLimited losses = new RateLimited(this::tellLosses);

  /** The last refusal and loss of each kind, for the sentence. */
  private volatile String lastRefusal = "";

  private volatile ChatText.Member lastRefused;
  private volatile String lastLoser = "";

  private BrokerHub(Broker broker, Consumer<String> log) {
    this.broker = broker;
    this.log = log;
  }

  /**
   * Joins the room before there are members.
   *
   * @throws IOException when the hub refuses; the message is a sentence
   */
  static void join(Broker broker, NcRun session) throws IOException {
    BrokerHub hub = new BrokerHub(broker, session.log()::message);
    HubSettings settings = session.settings().listening().hub();
    hub.room = HubProvider.installed().join(settings, hub);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> hub.close(session.log()), "mortise-hub-end"));
    session.log().verbose("Joined " + settings + " as node " + hub.room.node() + ".");
    Signals.on("USR1", () -> session.log().message(hub.counters()));
    broker.join(hub);
  }

  private void close(Log out) {
    room.close();
    out.verbose(counters());
  }

  private String counters() {
    HubStats stats = room.stats();
    return "Hub: "
        + ("published=" + stats.published() + " refused=" + stats.refused())
        + (" acknowledged=" + stats.acknowledged() + " received=" + stats.received())
        + (" lost=" + stats.lost() + " repeated=" + stats.repeated())
        + (" malformed=" + stats.malformed() + " reconnects=" + stats.reconnects())
        + (" waiting_in=" + stats.waitingIn() + " waiting_out=" + stats.waitingOut());
  }

  /** The members of other nodes. */
  List<RoomMember> members() {
    synchronized (remote) {
      return new ArrayList<>(remote.values());
    }
  }

  private RoomMember member(ChatText.Member member) {
    return new RoomMember(room.node(), member.number(), member.address());
  }

  void joined(ChatText.Member member) {
    room.joined(member(member));
  }

  void left(ChatText.Member member) {
    room.left(member(member));
  }

  /** Publishes what a member of this node has said; where that is refused, it hears so. */
  void publish(ChatText.Member from, byte[] bytes) {
    try {
      room.publish(member(from), bytes);
    } catch (IOException e) {
      lastRefusal = ErrorMessages.of(e);
      lastRefused = from;
      refusals.add(1);
    }
  }

  /** To the log, and to the member that was refused last. */
  private void tellRefusals(long count) {
    String text = "not sent to other nodes: " + count + " messages (" + lastRefusal + ")";
    log.accept(text);
    broker.announce(lastRefused, Printable.of(text));
  }

  @Override
  public void said(RoomMember from, byte[] bytes) throws InterruptedException {
    if (!broker.joins()) {
      return;
    }
    try {
      broker.pass(from, bytes);
    } catch (IOException e) {
      // The record of the conversation cannot be written, which ends the program elsewhere.
      log.accept(ErrorMessages.of(e));
    }
  }

  @Override
  public boolean awaitMember(long millis) throws InterruptedException {
    return broker.awaitMember(millis);
  }

  @Override
  public boolean awaitShown() throws InterruptedException {
    return broker.awaitShown();
  }

  @Override
  public void lost(String node, long count) {
    lastLoser = node;
    losses.add(count);
  }

  private void tellLosses(long count) {
    tell(count + " messages lost, the last of them from node " + lastLoser + ".");
  }

  @Override
  public void arrived(RoomMember member) {
    synchronized (remote) {
      remote.put(ChatText.name(member), member);
    }
    announce(member.name() + " is connected as " + ChatText.name(member) + ".");
  }

  @Override
  public void departed(RoomMember member, String reason) {
    synchronized (remote) {
      remote.remove(ChatText.name(member));
    }
    String why = reason.isEmpty() ? "" : " (" + reason + ")";
    announce(ChatText.name(member) + " is disconnected" + why + ".");
  }

  @Override
  public void notice(String sentence) {
    tell(sentence.endsWith(".") ? sentence : sentence + ".");
  }

  private void tell(String sentence) {
    log.accept(sentence);
    announce(Printable.of(sentence));
  }

  private void announce(String text) {
    try {
      broker.announce(text);
    } catch (IOException e) {
      log.accept(ErrorMessages.of(e));
    }
  }

  /** Sums up what happens too often to be told each time. */
  private static final class RateLimited {
    private final LongConsumer tell;
    private long waiting;
    private long toldAt = System.nanoTime() - QUIET;
    private boolean isDue;

    RateLimited(LongConsumer tell) {
      this.tell = tell;
    }

    /** Tells at once, or together with what follows. */
    void add(long count) {
      long now = System.nanoTime();
      synchronized (this) {
        waiting += count;
        if (isDue) {
          return;
        }
        isDue = now - toldAt < QUIET;
      }
      if (isDue) {
        Thread.ofVirtual().name("mortise-hub-summary").start(this::tellLater);
      } else {
        tellNow();
      }
    }

    private void tellLater() {
      try {
        Thread.sleep(QUIET / 1_000_000);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      tellNow();
    }

    private void tellNow() {
      long count;
      synchronized (this) {
        count = waiting;
        waiting = 0;
        isDue = false;
        toldAt = System.nanoTime();
      }
      tell.accept(count);
    }
  }
}
