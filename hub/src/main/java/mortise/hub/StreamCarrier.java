package mortise.hub;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullRequestOptions;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.RoomListener;

/**
 * A stream of JetStream. Messages are published until they are stored. They are shown one by one:
 * the next is taken when the members have this one and the stream has this node's place. So a node
 * that is killed leaves at most one of which its next run cannot know whether it was shown, and
 * shows it.
 */
final class StreamCarrier implements Carrier {
  private static final String ID = "Nats-Msg-Id";
  private static final int BATCH = 64;
  private static final long BATCH_BYTES = 1 << 20;
  private static final Duration EXPIRY = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(50);
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

  private volatile JetStreamSubscription subscription;

  private volatile long heldBytes;

  /** Used by the reader alone, as all below. */
  private final InOrder inOrder = new InOrder();

  /** Where the run before has ended. */
  private Place earlier;

  private long taken;

  /** What was taken and not shown. */
  private final SortedSet<Long> open = new TreeSet<>();

  /** How many were taken since the place was kept. */
  private int unkept;

  /** Whether nothing has come since the subscription was made. */
  private boolean fresh;

  private int asked;
  private long askedUntil;

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
      earlier = store.place();
      taken = earlier.before();
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
    try {
      while (!closed) {
        try {
          if (listener.awaitMember(LOOK.toMillis())) {
            step();
            lastTrouble = "";
          }
        } catch (IOException | JetStreamApiException | RuntimeException e) {
          broken = true;
          rest(e);
        }
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /** A server that restarts has its streams some time after its port. */
  private void rest(Exception e) throws InterruptedException {
    String trouble = e instanceof JetStreamApiException api ? api.getErrorDescription() : "" + e;
    if (link.isUp() && !trouble.equals(lastTrouble) && !closed) {
      lastTrouble = trouble;
      listener.notice("hub: the stream cannot be used at this moment: " + trouble);
    }
    Thread.sleep(ThreadLocalRandom.current().nextLong(200, 800));
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
    if (taken > store.last()) {
      // Deleted and made anew; its numbers begin again.
      listener.notice("hub: the stream " + store.stream() + " is a new one, read from its start");
      earlier = new Place(0, List.of());
      taken = 0;
    }
    subscription = store.subscribe(taken);
    asked = 0;
    fresh = true;
  }

  private void step() throws IOException, JetStreamApiException, InterruptedException {
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
      subscription.pull(batch());
      asked = BATCH;
      askedUntil = now + EXPIRY.plusMillis(500).toNanos();
    }
    Message message = subscription.nextMessage(LOOK);
    if (message == null) {
      show(inOrder.expire(now));
    } else {
      asked--;
      take(message);
    }
    if (unkept >= (message == null ? 1 : BATCH)) {
      keep();
    }
  }

  /** Bounded in bytes too, with room for one message of the greatest size and its subject. */
  private PullRequestOptions batch() {
    long most = Math.max(BATCH_BYTES, link.connection().getMaxPayload()) + 4096;
    return PullRequestOptions.builder(BATCH).maxBytes(most).expiresIn(EXPIRY).build();
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
    if (earlier.hasShown(number)) {
      return;
    }
    unkept++;
    Envelope from = Envelope.of(message);
    if (from == null || from.kind() != Envelope.Kind.SAID) {
      counters.malformed.increment();
    } else if (!from.node().equals(node)) {
      open.add(number);
      boolean stored = message.getHeaders().getFirst(ID) != null;
      InOrder.Entry entry = new InOrder.Entry(number, from, message.getData());
      InOrder.Outcome outcome = inOrder.take(entry, stored, System.nanoTime());
      if (outcome.repeated()) {
        counters.repeated.increment();
        open.remove(number);
      }
      show(outcome);
    }
  }

  private void show(InOrder.Outcome outcome) throws InterruptedException {
    heldBytes = inOrder.heldBytes();
    if (outcome.lost() > 0) {
      counters.lost.add(outcome.lost());
      String of = outcome.ready().isEmpty() ? "?" : outcome.ready().getFirst().from().node();
      listener.lost(of, outcome.lost());
    }
    for (InOrder.Entry entry : outcome.ready()) {
      do {
        awaitMember();
        listener.said(entry.from().speaker(), entry.bytes());
        // A message without a recipient is kept for the next member.
      } while (!listener.awaitShown());
      counters.received.increment();
      open.remove(entry.number());
      keep();
    }
  }

  private void awaitMember() throws InterruptedException {
    while (!listener.awaitMember(LOOK.toMillis())) {
      if (closed) {
        throw new InterruptedException("closed");
      }
    }
  }

  /** Does not go on before the place is stored. */
  private void keep() throws InterruptedException {
    while (true) {
      try {
        if (link.isUp()) {
          store.keep(new Place(taken, open));
          unkept = 0;
          return;
        }
        Thread.sleep(LOOK);
      } catch (IOException | JetStreamApiException | IllegalStateException e) {
        rest(e);
      }
      if (closed && !link.isUp()) {
        throw new InterruptedException("closed");
      }
    }
  }

  @Override
  public long waitingIn() {
    JetStreamSubscription current = subscription;
    // The client may subtract a message that is read before it has added it.
    return heldBytes + (current == null ? 0 : Math.max(0, current.getPendingByteCount()));
  }

  @Override
  public long waitingOut() {
    return outbox.waiting();
  }

  @Override
  public void close() {
    closed = true;
    outbox.close();
    try {
      // By itself at first: the message at hand may have been shown, and its place not be kept.
      if (!reader.join(JOIN)) {
        reader.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IllegalThreadStateException _) {
      // Never started.
    }
  }
}
