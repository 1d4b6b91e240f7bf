package mortise.cli.nc;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mortise.cli.flow.IdleException;
import mortise.cli.flow.Watcher;
import mortise.cli.flow.Way;
import mortise.server.Connection;

/**
 * Many at once: what this end has goes to all who are there, and what any of them sends comes here.
 * This end is read while somebody is there.
 */
final class Crowd {
  private static final int PART = 1 << 16;
  private static final long NANOS = 1_000_000;

  private final Session session;
  private final Gate gate;
  private final Entrance doors;
  private final Connection here;
  private final List<Guest> guests = new CopyOnWriteArrayList<>();

  private volatile long movedAt;

  /** Guarded by this, as all below. */
  private boolean reads;

  private boolean over;
  private IOException failure;

  private record Guest(Connection connection, Watcher watcher) {}

  Crowd(Session session, Gate gate, Entrance doors) {
    this.session = session;
    this.gate = gate;
    this.doors = doors;
    this.here = Manners.here(session.stdio(), session.settings());
  }

  int run() throws IOException {
    start(this::acceptAll, "mortise-crowd");
    synchronized (this) {
      return awaitEnd();
    }
  }

  private static void start(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private int awaitEnd() throws IOException {
    try {
      while (!over && failure == null) {
        long left = untilIdle();
        if (left <= 0) {
          throw new IdleException(session.settings().times().idle());
        }
        // The monitor's own way to say for ever is 0.
        wait(left == Long.MAX_VALUE ? 0 : left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
    return Ncat.OK;
  }

  /** Milliseconds; only where somebody is there. Guarded by this. */
  private long untilIdle() {
    long idle = session.settings().times().idle();
    if (idle < 0 || guests.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long left = movedAt + idle * NANOS - System.nanoTime();
    return left <= 0 ? 0 : left / NANOS + 1;
  }

  private synchronized void end(IOException e) {
    failure = failure == null ? e : failure;
    over = true;
    notifyAll();
  }

  private void acceptAll() {
    try {
      while (true) {
        Entrance.Arrival arrival = doors.next();
        Thread.ofVirtual().name("mortise-guest").start(() -> serve(arrival));
      }
    } catch (IOException e) {
      end(e);
    }
  }

  private void serve(Entrance.Arrival arrival) {
    Connection plain;
    try {
      plain = arrival.receive();
    } catch (IOException e) {
      session.log().tell(Sentences.of(e));
      gate.left();
      return;
    }
    try (plain) {
      Connection connection = Manners.there(plain, session.settings());
      Guest guest = new Guest(connection, session.watch().accepted());
      guest.watcher().opened(connection);
      join(guest);
      IOException ending = null;
      try {
        listen(guest);
      } catch (IOException e) {
        ending = e;
      } finally {
        leave(guest);
        guest.watcher().closed(connection, ending);
      }
    } catch (IOException e) {
      end(e);
    } finally {
      gate.left();
    }
  }

  private synchronized void join(Guest guest) {
    movedAt = System.nanoTime();
    guests.add(guest);
    notifyAll();
    if (!reads && !session.settings().conduct().recvOnly()) {
      reads = true;
      start(this::speak, "mortise-send");
    }
  }

  private synchronized void leave(Guest guest) {
    guests.remove(guest);
  }

  private void listen(Guest guest) throws IOException {
    byte[] part = new byte[PART];
    boolean keeps = !session.settings().conduct().sendOnly();
    for (int count; (count = guest.connection().read(part, 0, PART)) >= 0; ) {
      if (keeps) {
        hear(guest, part, count);
      }
    }
    guest.watcher().ended(Way.RECEIVED);
  }

  private void hear(Guest guest, byte[] part, int count) throws IOException {
    movedAt = System.nanoTime();
    pause();
    if (guest.watcher().looks()) {
      guest.watcher().bytes(Way.RECEIVED, part, 0, count);
    }
    synchronized (here) {
      try {
        session.stdio().write(part, 0, count);
      } catch (IOException e) {
        end(e);
        throw e;
      }
    }
    guest.watcher().moved(Way.RECEIVED, count);
  }

  /** Says to all what this end has. */
  private void speak() {
    byte[] part = new byte[PART];
    try {
      for (int count; (count = here.read(part, 0, PART)) >= 0; ) {
        pause();
        awaitGuest();
        movedAt = System.nanoTime();
        for (Guest guest : guests) {
          tell(guest, part, count);
        }
      }
      finish();
    } catch (IOException e) {
      end(e);
    } catch (InterruptedException e) {
      end(null);
    }
  }

  private synchronized void awaitGuest() throws InterruptedException {
    while (guests.isEmpty()) {
      wait();
    }
  }

  private void tell(Guest guest, byte[] part, int count) throws IOException {
    try {
      guest.connection().write(part, 0, count);
    } catch (IOException e) {
      // Its own thread will find out.
      return;
    }
    if (guest.watcher().looks()) {
      guest.watcher().bytes(Way.SENT, part, 0, count);
    }
    guest.watcher().moved(Way.SENT, count);
  }

  private void pause() throws IOException {
    long delay = session.settings().times().delay();
    if (delay > 0) {
      Dialer.sleep(delay);
    }
  }

  private void finish() throws IOException {
    if (session.settings().conduct().shutsDown()) {
      for (Guest guest : guests) {
        try {
          guest.connection().closeWrite();
        } catch (IOException e) {
          session.log().detail(Sentences.of(e));
        }
      }
    }
    long quitAfter = session.settings().times().quitAfter();
    if (quitAfter >= 0) {
      Dialer.sleep(quitAfter);
      end(null);
    }
  }
}
