package mortise.hub;

import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.RoomListener;

/**
 * NATS itself: at most once, without backpressure. Messages that this node's members do not take in
 * time wait in a bounded queue; what comes beyond it is dropped here, where its number shows it,
 * and the server is not held up.
 */
final class CoreCarrier implements Carrier {
  /** With the objects around each, some 2 MiB of empty messages. */
  static final int WAITING_MESSAGES = 4096;

  static final int WAITING_BYTES = 2 << 20;

  private final HubSettings settings;
  private final String node;
  private final NatsLink link;
  private final RoomListener listener;
  private final RoomCounters counters;
  private final Predicate<Envelope> own;

  /** Used by the dispatcher's thread alone. */
  private final Sequences sequences = new Sequences();

  /** Bytes that were handed over since the connection was lost. */
  private final LongAdder buffered = new LongAdder();

  private volatile Dispatcher dispatcher;

  /**
   * @param own whether a message is this node's
   */
  CoreCarrier(
      HubSettings settings,
      String node,
      NatsLink link,
      RoomListener listener,
      RoomCounters counters,
      Predicate<Envelope> own) {
    this.settings = settings;
    this.node = node;
    this.link = link;
    this.listener = listener;
    this.counters = counters;
    this.own = own;
  }

  @Override
  public void start() {
    // One queue for both subjects, so that a tick stays behind what it counts.
    Dispatcher both = link.connection().createDispatcher(this::receive);
    both.setPendingLimits(WAITING_MESSAGES, WAITING_BYTES);
    both.subscribe(settings.room() + ".said.*");
    both.subscribe(settings.room() + ".tick.*");
    dispatcher = both;
  }

  private void receive(Message message) throws InterruptedException {
    Envelope from = Envelope.of(message);
    if (from == null) {
      counters.malformed.increment();
    } else if (!own.test(from)) {
      receive(from, message.getData());
    }
  }

  private void receive(Envelope from, byte[] bytes) throws InterruptedException {
    boolean said = from.kind() == Envelope.Kind.SAID;
    long missing =
        said
            ? sequences.message(from.node(), from.life(), from.sequence())
            : sequences.tick(from.node(), from.life(), from.sequence());
    if (missing == Sequences.REPEATED) {
      counters.repeated.increment();
      return;
    }
    if (missing > 0) {
      counters.lost.add(missing);
      listener.lost(from.node(), missing);
    }
    if (said) {
      counters.received.increment();
      listener.said(from.speaker(), bytes);
    }
  }

  @Override
  public void publish(long sequence, Headers headers, byte[] bytes) {
    link.connection().publish(settings.room() + ".said." + node, headers, bytes);
    if (!link.isUp()) {
      buffered.add(bytes.length);
    }
  }

  @Override
  public void restored() {
    buffered.reset();
  }

  @Override
  public long waitingIn() {
    Dispatcher current = dispatcher;
    return current == null ? 0 : current.getPendingByteCount();
  }

  @Override
  public long waitingOut() {
    // The client knows too, but holds the lock for that as long as it tries to connect.
    return buffered.sum();
  }

  @Override
  public void close() {
    Dispatcher current = dispatcher;
    dispatcher = null;
    if (current != null && link.isUp()) {
      link.connection().closeDispatcher(current);
    }
  }
}
