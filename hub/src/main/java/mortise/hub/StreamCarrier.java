package mortise.hub;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.RoomListener;

/**
 * A stream of JetStream. Messages are published until they are stored. This node's place in the
 * stream moves on once a message has been written to its members; with a node's name it survives
 * the node, and what was not shown is shown by the next run.
 */
final class StreamCarrier implements Carrier {
  private static final String ID = "Nats-Msg-Id";
  private static final int BATCH = 64;
  private static final Duration EXPIRY = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final long MEMBER_LOOK = 500;
  private static final Duration JOIN = Duration.ofSeconds(5);

  private final String node;
  private final String life;
  private final NatsLink link;
  private final RoomListener listener;
  private final RoomCounters counters;
  private final StreamStore store;
  private final StreamOutbox outbox;
  private final Thread reader;

  private volatile boolean closed;

  /** Whether the subscription has to be made anew. */
  private volatile boolean broken = true;

  private volatile long waitingIn;

  /** Used by the reader alone, as all below, and after its end by close. */
  private final InOrder inOrder = new InOrder();

  private JetStreamSubscription subscription;
  private long taken;

  /** Whether nothing has come since the subscription was made. */
  private boolean fresh;

  private int asked;
  private long askedUntil;

  /** What was passed on, and perhaps not written yet. */
  private final List<InOrder.Entry> unsettled = new ArrayList<>();

  /** Whether the place of the last message is kept. */
  private boolean isSettled = true;

  /** Whether nobody has got those. */
  private boolean unseen;

  private String lastTrouble = "";

  StreamCarrier(
      HubSettings settings,
      String node,
      String life,
      NatsLink link,
      RoomListener listener,
      RoomCounters counters) {
    this.node = node;
    this.life = life;
    this.link = link;
    this.listener = listener;
    this.counters = counters;
    this.store = new StreamStore(link.connection(), settings.room(), node, settings.node() != null);
    this.outbox =
        new StreamOutbox(link, settings.room() + ".said." + node, counters, listener::notice);
    this.reader = Thread.ofPlatform().daemon().name("mortise-hub-stream").unstarted(this::run);
  }

  @Override
  public void start() throws IOException {
    try {
      store.prepare();
      taken = store.place();
      resume();
    } catch (IOException e) {
      throw new IOException("hub: " + e.getMessage(), e);
    } catch (JetStreamApiException e) {
      throw new IOException("hub: the stream cannot be read: " + e.getErrorDescription(), e);
    }
    reader.start();
  }

  @Override
  public void publish(long sequence, Headers headers, byte[] bytes) throws IOException {
    headers.put(ID, node + "-" + life + "-" + sequence);
    outbox.add(sequence, headers, bytes);
  }

  @Override
  public void restored() {
    broken = true;
    outbox.restored();
  }

  private void run() {
    while (!closed) {
      try {
        if (listener.awaitMember(MEMBER_LOOK)) {
          step();
          lastTrouble = "";
        }
      } catch (InterruptedException _) {
        return;
      } catch (IOException | JetStreamApiException | RuntimeException e) {
        broken = true;
        rest(e);
      }
    }
  }

  /** A server that restarts has its streams some time after its port. */
  private void rest(Exception e) {
    String trouble = e instanceof JetStreamApiException api ? api.getErrorDescription() : "" + e;
    if (link.isUp() && !trouble.equals(lastTrouble) && !closed) {
      lastTrouble = trouble;
      listener.notice("hub: the stream cannot be read at this moment: " + trouble);
    }
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(200, 800));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void resume() throws IOException, JetStreamApiException {
    broken = false;
    if (subscription != null) {
      try {
        subscription.unsubscribe();
      } catch (IllegalStateException _) {
        // Its connection has ended.
      }
    }
    subscription = store.subscribe(taken);
    asked = 0;
    fresh = true;
  }

  private void step() throws IOException, JetStreamApiException, InterruptedException {
    if (unseen) {
      // To whoever has come since.
      for (InOrder.Entry entry : List.copyOf(unsettled)) {
        listener.said(entry.from().speaker(), entry.bytes());
      }
      settle();
      return;
    }
    if (!link.isUp()) {
      Thread.sleep(LOOK);
      return;
    }
    if (broken) {
      resume();
    }
    long now = System.nanoTime();
    if (asked > 0 && now - askedUntil > 0) {
      // Nothing for that long: perhaps the server of the cluster that answered this is gone.
      subscription.getConsumerInfo();
    }
    if (asked == 0 || now - askedUntil > 0) {
      subscription.pullExpiresIn(BATCH, EXPIRY);
      asked = BATCH;
      askedUntil = now + EXPIRY.plusMillis(500).toNanos();
    }
    Message message = subscription.nextMessage(LOOK);
    if (message == null) {
      pass(inOrder.expire(now));
      settle();
      return;
    }
    asked--;
    take(message);
    if (unsettled.size() >= BATCH) {
      settle();
    }
  }

  private void take(Message message) throws InterruptedException {
    long number = message.metaData().streamSequence();
    if (number <= taken) {
      counters.repeated.increment();
      return;
    }
    if (number > taken + 1) {
      if (!fresh) {
        // Lost on the way here, and still in the stream.
        broken = true;
        return;
      }
      // Too old, or deleted.
      long missing = number - taken - 1;
      counters.lost.add(missing);
      listener.lost("the stream", missing);
    }
    fresh = false;
    taken = number;
    isSettled = false;
    Envelope from = Envelope.of(message);
    if (from == null || from.kind() != Envelope.Kind.SAID) {
      counters.malformed.increment();
    } else if (!from.node().equals(node)) {
      boolean stored = message.getHeaders().getFirst(ID) != null;
      InOrder.Entry entry = new InOrder.Entry(from, message.getData());
      InOrder.Outcome outcome = inOrder.take(entry, stored, System.nanoTime());
      if (outcome.repeated()) {
        counters.repeated.increment();
      }
      pass(outcome);
    }
  }

  private void pass(InOrder.Outcome outcome) throws InterruptedException {
    if (outcome.lost() > 0) {
      counters.lost.add(outcome.lost());
      String of = outcome.ready().isEmpty() ? "?" : outcome.ready().getFirst().from().node();
      listener.lost(of, outcome.lost());
    }
    for (InOrder.Entry entry : outcome.ready()) {
      unsettled.add(entry);
      waitingIn += entry.bytes().length;
      counters.received.increment();
      listener.said(entry.from().speaker(), entry.bytes());
    }
  }

  /** Moves this node's place on, where a member has got what was passed on. */
  private void settle() throws InterruptedException {
    if (isSettled || inOrder.holds()) {
      return;
    }
    unseen = !unsettled.isEmpty() && !listener.awaitShown();
    if (!unseen) {
      store.keep(taken);
      isSettled = true;
      unsettled.clear();
      waitingIn = 0;
    }
  }

  @Override
  public long waitingIn() {
    return waitingIn;
  }

  @Override
  public long waitingOut() {
    return outbox.waiting();
  }

  @Override
  public void close() {
    closed = true;
    outbox.close();
    if (reader.isAlive()) {
      reader.interrupt();
      try {
        if (reader.join(JOIN) && link.isUp()) {
          settle();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
