package mortise.hub;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Messages that the stream has not acknowledged. They are published again, in order and with the
 * same id, until it has; the stream discards what it has already.
 */
final class StreamOutbox implements AutoCloseable {
  /** The number of bytes that wait at most; beyond it messages are refused. */
  static final int ROOM = 4 << 20;

  /** What a message counts beside its bytes. */
  private static final int OVERHEAD = 512;

  private static final long WAIT = TimeUnit.SECONDS.toNanos(5);
  private static final long ACK = TimeUnit.SECONDS.toNanos(3);
  private static final long LOOK = 250;

  /** What a stream answers that takes no more, and will not soon. */
  private static final String FULL = "(?i).*(maximum|exceed|insufficient|no space).*";

  private record Entry(long sequence, Headers headers, byte[] bytes) {
    int size() {
      return bytes.length + OVERHEAD;
    }
  }

  private final NatsLink link;
  private final String subject;
  private final RoomCounters counters;
  private final Consumer<String> notices;
  private final String inbox;
  private final Thread again;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by lock, as all below. */
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();

  private long waiting;

  /** When the stream has shown a sign of life last, or has been sent all again. */
  private long movedAt = System.nanoTime();

  /** Whether all has to be sent again before anything new. */
  private boolean stale;

  private boolean closed;

  StreamOutbox(NatsLink link, String subject, RoomCounters counters, Consumer<String> notices) {
    this.link = link;
    this.subject = subject;
    this.counters = counters;
    this.notices = notices;
    Connection connection = link.connection();
    this.inbox = connection.createInbox();
    Dispatcher acks = connection.createDispatcher(this::acknowledged);
    // No limit: a lost acknowledgement costs a second publication of everything.
    acks.setPendingLimits(-1, -1);
    acks.subscribe(inbox + ".*");
    this.again = Thread.ofPlatform().daemon().name("mortise-hub-outbox").start(this::sendAgain);
  }

  void add(long sequence, Headers headers, byte[] bytes) throws IOException {
    lock.lock();
    try {
      awaitRoom(bytes.length + OVERHEAD);
      Entry entry = new Entry(sequence, headers, bytes);
      if (entries.isEmpty()) {
        movedAt = System.nanoTime();
      }
      entries.add(entry);
      waiting += entry.size();
      if (!link.isUp()) {
        stale = true;
      } else if (!stale) {
        send(entry);
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitRoom(int size) throws IOException {
    long left = WAIT;
    try {
      while (waiting + size > ROOM && !closed) {
        if (!link.isUp()) {
          throw new IOException("no connection to the hub, and the buffer of 4 MiB is full");
        }
        if (left <= 0) {
          throw new IOException("the stream stores nothing, and the buffer of 4 MiB is full");
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the hub", e);
    }
  }

  private void send(Entry entry) {
    try {
      link.connection().publish(subject, inbox + "." + entry.sequence, entry.headers, entry.bytes);
    } catch (IllegalStateException e) {
      stale = true;
    }
  }

  private void acknowledged(Message answer) {
    lock.lock();
    try {
      String last = answer.getSubject();
      long sequence = Long.parseLong(last.substring(last.lastIndexOf('.') + 1));
      if (answer.isStatusMessage()) {
        // No stream answers at this moment; sendAgain tries in a while.
        stale = true;
        return;
      }
      new PublishAck(answer);
      if (remove(sequence)) {
        counters.acknowledged.increment();
      }
    } catch (JetStreamApiException e) {
      refused(answer, e);
    } catch (IOException | NumberFormatException _) {
      // No answer of a stream.
    } finally {
      lock.unlock();
    }
  }

  private void refused(Message answer, JetStreamApiException e) {
    String why = e.getErrorDescription();
    if (why == null || !why.matches(FULL)) {
      stale = true;
      return;
    }
    String last = answer.getSubject();
    if (remove(Long.parseLong(last.substring(last.lastIndexOf('.') + 1)))) {
      counters.refused.increment();
      notices.accept("hub: a message was not stored: the stream is full: " + why);
    }
  }

  private boolean remove(long sequence) {
    movedAt = System.nanoTime();
    boolean removed = false;
    Entry first = entries.peek();
    if (first != null && first.sequence == sequence) {
      entries.remove();
      waiting -= first.size();
      removed = true;
    } else {
      for (Entry entry : entries) {
        if (entry.sequence == sequence) {
          waiting -= entry.size();
          removed = entries.remove(entry);
          break;
        }
      }
    }
    changed.signalAll();
    return removed;
  }

  /** After the connection was restored. */
  void restored() {
    lock.lock();
    try {
      sendAll();
    } finally {
      lock.unlock();
    }
  }

  private void sendAll() {
    stale = false;
    movedAt = System.nanoTime();
    for (Entry entry : entries) {
      if (stale) {
        return;
      }
      send(entry);
    }
  }

  private void sendAgain() {
    lock.lock();
    try {
      while (!closed || !entries.isEmpty()) {
        changed.await(LOOK, TimeUnit.MILLISECONDS);
        long silent = System.nanoTime() - movedAt;
        boolean due = silent > ACK || stale && silent > TimeUnit.MILLISECONDS.toNanos(LOOK);
        if (due && !entries.isEmpty() && link.isUp()) {
          sendAll();
        }
      }
    } catch (InterruptedException _) {
      // Closed.
    } finally {
      lock.unlock();
    }
  }

  long waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all is acknowledged, for at most 5 s. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      for (long left = WAIT; !entries.isEmpty() && left > 0 && link.isUp(); ) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    again.interrupt();
  }
}
