package mortise.hub;

import io.nats.client.Dispatcher;
import io.nats.client.MessageHandler;
import io.nats.client.Subscription;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mortise.cli.hub.HubSettings;

/**
 * The connection to a hub that several streams share. What it publishes may get lost, which the
 * streams mend. One thread of its own publishes what the client's thread must not wait for, and
 * looks after silent peers.
 */
final class StreamLink {
  /** What waits for the client's thread, at most; the streams mend what is dropped. */
  private static final int WAITING_MESSAGES = 8192;

  private static final int WAITING_BYTES = 16 << 20;
  private static final Duration ROUND = Duration.ofMillis(250);
  private static final int LARGEST_BACKLOG = 4096;
  private static final int HEADERS = 64;

  private final StreamTimes times;
  private final NatsLink link;
  private final Dispatcher dispatcher;
  private final Set<NatsStream> live = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Runnable> due = new LinkedBlockingQueue<>();

  /** Whether the last stream ends it. Guarded by this. */
  private boolean closing;

  private volatile boolean closed;

  private StreamLink(HubSettings settings, StreamTimes times, Runnable ended) throws IOException {
    this.times = times;
    this.link =
        NatsLink.open(settings, "mortise relay", line -> System.err.println("mortise: " + line));
    this.dispatcher = link.connection().createDispatcher();
    dispatcher.setPendingLimits(WAITING_MESSAGES, WAITING_BYTES);
    link.whenRestored(() -> live.forEach(NatsStream::restored));
    link.whenEnded(() -> {
      live.forEach(NatsStream::hubEnded);
      ended.run();
    });
    Thread.ofPlatform().daemon().name("mortise-nats-streams").start(this::work);
  }

  /**
   * Connects to the hub.
   *
   * @param ended is run when the connection has ended for good
   */
  static StreamLink open(HubSettings settings, StreamTimes times, Runnable ended)
      throws IOException {
    return new StreamLink(settings, times, ended);
  }

  StreamTimes times() {
    return times;
  }

  boolean isUp() {
    return link.isUp();
  }

  boolean isClosed() {
    return closed;
  }

  /** The largest number of bytes of a stream in one message. */
  int largest() {
    return (int) link.connection().getMaxPayload() - HEADERS;
  }

  String inbox() {
    return link.connection().createInbox();
  }

  Subscription subscribe(String subject, MessageHandler handler) throws IOException {
    try {
      return dispatcher.subscribe(subject, handler);
    } catch (IllegalStateException e) {
      throw link.refusal(e);
    }
  }

  /** Subscribes as one of a group, of which one gets each message. */
  Subscription subscribe(String subject, String group, MessageHandler handler) throws IOException {
    try {
      return dispatcher.subscribe(subject, group, handler);
    } catch (IllegalStateException e) {
      throw link.refusal(e);
    }
  }

  void unsubscribe(Subscription subscription) {
    try {
      dispatcher.unsubscribe(subscription);
    } catch (IllegalStateException _) {
      // The connection has ended, and all subscriptions with it.
    }
  }

  /** Waits until the server has taken what was sent to it. */
  void flush() throws IOException {
    try {
      link.connection().flush(Duration.ofSeconds(5));
    } catch (TimeoutException e) {
      throw new IOException("hub: the server does not answer", e);
    } catch (IllegalStateException e) {
      throw link.refusal(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SocketException("interrupted");
    }
  }

  /** Publishes where there is a connection; the caller does not learn whether it has arrived. */
  void publish(String subject, String reply, StreamFrame frame) {
    if (!link.isUp()) {
      return;
    }
    try {
      link.connection().publish(subject, reply, frame.encode());
    } catch (IllegalStateException | IllegalArgumentException _) {
      // No connection any more, or a full queue: as lost as on the way.
    }
  }

  /** Why the connection to the hub has ended. */
  IOException refusal() {
    return link.refusal(new IllegalStateException("closed"));
  }

  /**
   * Has an action run by the thread that may wait.
   *
   * @return false where too many wait
   */
  boolean later(Runnable action) {
    return due.size() < LARGEST_BACKLOG + live.size() && due.add(action);
  }

  private void work() {
    long looked = System.nanoTime();
    while (!closed) {
      try {
        Runnable action = due.poll(ROUND.toMillis(), TimeUnit.MILLISECONDS);
        if (action != null) {
          action.run();
        }
        long now = System.nanoTime();
        if (now - looked >= ROUND.toNanos()) {
          looked = now;
          live.forEach(stream -> stream.tick(now));
        }
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException | Error e) {
        System.err.println("mortise: nats stream: " + e);
      }
    }
  }

  /** Adds a stream, unless this is closed. */
  synchronized boolean add(NatsStream stream) {
    if (closed || closing && live.isEmpty()) {
      return false;
    }
    live.add(stream);
    return true;
  }

  void remove(NatsStream stream) {
    live.remove(stream);
    closeUnused();
  }

  /** Ends with the last stream. */
  void close() {
    synchronized (this) {
      closing = true;
    }
    closeUnused();
  }

  private void closeUnused() {
    synchronized (this) {
      if (!closing || closed || !live.isEmpty()) {
        return;
      }
      closed = true;
    }
    link.close();
  }
}
