package mortise.server;

import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the handlers of datagrams on virtual threads, so that none waits for another, at the cost of
 * few threads where handlers do not wait.
 *
 * <p>A thread takes one datagram after the other. While there are more, another thread has been
 * started that has not run yet: it comes to its turn when the first one waits, or at once on a
 * carrier that is idle, and starts the next in the same way. So a batch whose handlers do not wait
 * takes two threads, and one whose handlers all wait a thread for each.
 */
final class DatagramHandlers {
  private final Consumer<Runnable> threadStarter;
  private final Consumer<DatagramRequest> handler;

  /** Guarded by this, as the next. */
  private final ArrayDeque<DatagramRequest> waiting = new ArrayDeque<>();

  /** Whether a thread was started that has not taken a datagram yet. */
  private boolean coming;

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /** Handlers do not throw. */
  DatagramHandlers(Consumer<Runnable> threadStarter, Consumer<DatagramRequest> handler) {
    this.threadStarter = threadStarter;
    this.handler = handler;
  }

  /** Whether the caller is the thread of a handler. */
  boolean isHandling() {
    return threads.contains(Thread.currentThread());
  }

  /** Hands a datagram to a thread. If none can be started, the datagram is not handled. */
  void handle(DatagramRequest request) {
    boolean start;
    synchronized (this) {
      waiting.add(request);
      start = !coming;
      coming = true;
    }
    if (start && !start() && remove(request)) {
      throw new OutOfMemoryError("no thread for a datagram");
    }
  }

  private boolean start() {
    try {
      threadStarter.accept(this::run);
      return true;
    } catch (Throwable t) {
      // Whatever it is, for lack of memory most likely: a later datagram tries again.
      synchronized (this) {
        coming = false;
      }
      return false;
    }
  }

  /** False where a thread that runs has taken it. */
  private synchronized boolean remove(DatagramRequest request) {
    return waiting.removeLastOccurrence(request);
  }

  private void run() {
    threads.add(Thread.currentThread());
    try {
      DatagramRequest request = take(true);
      while (request != null) {
        handler.accept(request);
        Thread.interrupted(); // not the next one's
        request = take(false);
      }
    } finally {
      threads.remove(Thread.currentThread());
    }
  }

  private @Nullable DatagramRequest take(boolean hasCome) {
    DatagramRequest request;
    boolean start;
    synchronized (this) {
      coming &= !hasCome;
      request = waiting.poll();
      start = !coming && !waiting.isEmpty();
      coming |= start;
    }
    if (start) {
      start(); // without another thread, this one takes the next, or that of a later datagram
    }
    return request;
  }
}
