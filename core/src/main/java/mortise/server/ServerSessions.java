package mortise.server;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mortise.net.Deadline;
import org.jspecify.annotations.Nullable;

/** The connections of a server that live. */
final class ServerSessions implements Iterable<ServerSession> {
  private final Set<ServerSession> live = ConcurrentHashMap.newKeySet();

  /** How many wait for there to be none. Guarded by this. */
  private int waiting;

  void add(ServerSession session) {
    live.add(session);
  }

  void remove(ServerSession session) {
    live.remove(session);
    if (live.isEmpty()) {
      wakeWaiting();
    }
  }

  private synchronized void wakeWaiting() {
    if (waiting > 0) {
      notifyAll();
    }
  }

  int count() {
    return live.size();
  }

  @Override
  public Iterator<ServerSession> iterator() {
    return live.iterator();
  }

  /** The one of this number, or null. */
  @Nullable ServerSession find(long number) {
    for (ServerSession session : live) {
      if (session.number() == number) {
        return session;
      }
    }
    return null;
  }

  List<ConnectionInfo> infos() {
    List<ConnectionInfo> infos = new ArrayList<>();
    live.forEach(session -> infos.add(session.info()));
    return infos;
  }

  /** Bytes received so far from open connections. */
  long received() {
    long sum = 0;
    for (ServerSession session : live) {
      sum += session.accepted().limits().received();
    }
    return sum;
  }

  /** Bytes sent so far to open connections. */
  long sent() {
    long sum = 0;
    for (ServerSession session : live) {
      sum += session.accepted().sent();
    }
    return sum;
  }

  /** Whether a thread runs one of the handlers. */
  boolean isOfThis(Thread thread) {
    return live.stream().anyMatch(session -> session.thread() == thread);
  }

  /**
   * Wakes handlers that wait between two requests, and waits until all sessions have ended. A
   * connection whose first request has not come was accepted with the promise to serve it, so it
   * has {@link IdleWait#FIRST_REQUEST} more, or half of the time where that is shorter.
   *
   * @return whether all have ended
   */
  boolean end(Deadline deadline) throws InterruptedException {
    wake(false);
    Deadline first = Deadline.after(deadline.remaining().dividedBy(2));
    if (awaitNone(first.sooner(Deadline.after(IdleWait.FIRST_REQUEST)))) {
      return true;
    }
    wake(true);
    return awaitNone(deadline);
  }

  private void wake(boolean evenFirst) {
    live.forEach(session -> session.accepted().idleWait().wake(evenFirst));
  }

  /** Waits until there are none. */
  synchronized boolean awaitNone(Deadline deadline) throws InterruptedException {
    waiting++;
    try {
      while (!live.isEmpty()) {
        long left = deadline.remaining().toMillis();
        if (deadline.remaining().isZero()) {
          return false;
        }
        wait(left + 1);
      }
      return true;
    } finally {
      waiting--;
    }
  }
}
