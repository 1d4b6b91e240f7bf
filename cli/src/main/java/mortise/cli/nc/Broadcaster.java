package mortise.cli.nc;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Flow;
import mortise.cli.flow.IdleException;
import mortise.cli.flow.PeerCloseDetector;
import mortise.cli.flow.Watcher;
import mortise.server.Connection;

/**
 * Several clients at once: the input goes to all of them, and their data goes to the output. The
 * input is read while there is a client.
 *
 * <p>What one of them does not take in time waits for it, {@link SendQueue#ROOM} bytes. Then the
 * input is not read until the client has read some, however long that takes: a slow reader gets
 * backpressure and loses no data. Only where others wait with it, and it takes next to nothing for
 * {@link SendQueue#STALL_TIMEOUT}, is it put out. One that has ended its own way hears what this
 * end has at hand.
 */
final class Broadcaster {
  private static final int PART = 1 << 16;

  /** How often to look, in milliseconds, whether the input has something at hand. */
  private static final long LOOK = 5;

  private static final long NANOS = 1_000_000;

  private final NcRun session;
  private final ConnectionLimiter limiter;
  private final ConnectionSource source;
  private final Connection here;
  private final Watcher toAll;
  private final List<BroadcastClient> guests = new CopyOnWriteArrayList<>();

  private volatile long movedAt;

  /** Guarded by this, as all below. */
  private boolean reads;

  private boolean inputEnded;
  private boolean over;
  private IOException failure;

  Broadcaster(NcRun session, ConnectionLimiter limiter, ConnectionSource source) {
    this.session = session;
    this.limiter = limiter;
    this.source = source;
    this.here = ConnectionFilters.here(session.stdio(), session.settings());
    this.toAll = session.watch().toAll();
  }

  int run() throws IOException {
    start(this::acceptAll, "mortise-broadcaster");
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

  /** Milliseconds; only with a client. Guarded by this. */
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
      source.serveAll(limiter, session.log(), this::serve);
    } catch (IOException e) {
      end(e);
    }
  }

  /** Gives the place back whatever happens. */
  private void serve(ConnectionSource.PendingConnection pending) {
    try {
      receive(pending);
    } finally {
      limiter.left();
    }
  }

  private void receive(ConnectionSource.PendingConnection pending) {
    Connection plain;
    try {
      plain = pending.receive();
    } catch (IOException e) {
      session.log().verbose(ErrorMessages.of(e));
      return;
    }
    try (plain) {
      Connection connection = ConnectionFilters.there(plain, session.settings());
      Watcher watcher = session.watch().member();
      watcher.opened(connection);
      BroadcastClient guest = join(connection, watcher);
      IOException ending = null;
      try {
        listen(guest);
        awaitInput(guest);
      } catch (IOException e) {
        ending = guest.failure(e);
      } finally {
        leave(guest);
        guest.finish();
        watcher.closed(connection, ending);
      }
    } catch (IOException e) {
      end(e);
    }
  }

  private synchronized BroadcastClient join(Connection connection, Watcher watcher) {
    movedAt = System.nanoTime();
    boolean shutsDown = session.settings().transferMode().shutsDown();
    if (!reads && !session.settings().transferMode().recvOnly()) {
      // First, so that without memory for a thread this client alone fails.
      start(this::speak, "mortise-send");
      reads = true;
    }
    BroadcastClient guest =
        new BroadcastClient(connection, watcher, () -> movedAt = System.nanoTime(), shutsDown);
    guests.add(guest);
    notifyAll();
    return guest;
  }

  private synchronized void leave(BroadcastClient guest) {
    guests.remove(guest);
    notifyAll();
  }

  /** Keeps a half-closed client while input is available: it may still want to receive. */
  private void awaitInput(BroadcastClient guest) throws IOException {
    if (session.settings().transferMode().recvOnly()) {
      return;
    }
    long endedAt = System.nanoTime();
    while (!hasInputEnded()
        && guest.connection().isOpen()
        && !guest.outbox().isClosed()
        && mayHaveMore(guest, endedAt)) {
      Dialer.sleep(LOOK);
    }
  }

  /** Whether there is more for a guest that has ended its way, unless it has closed altogether. */
  private boolean mayHaveMore(BroadcastClient guest, long endedAt) {
    if (guest.outbox().waiting() > 0 || session.stdio().hasMore()) {
      return true;
    }
    long since = movedAt - endedAt > 0 ? movedAt : endedAt;
    return Flow.left(since, session.stdio().pauseMillis()) > 0
        && !PeerCloseDetector.hasClosed(guest.connection());
  }

  private synchronized boolean hasInputEnded() {
    return inputEnded;
  }

  private void listen(BroadcastClient guest) throws IOException {
    byte[] part = new byte[PART];
    boolean keeps = !session.settings().transferMode().sendOnly();
    for (int count; (count = guest.connection().read(part, 0, PART)) >= 0; ) {
      if (keeps) {
        hear(guest, part, count);
      }
    }
    guest.watcher().ended(Direction.RECEIVED);
  }

  private void hear(BroadcastClient guest, byte[] part, int count) throws IOException {
    movedAt = System.nanoTime();
    pause();
    if (guest.watcher().looks()) {
      guest.watcher().bytes(Direction.RECEIVED, part, 0, count);
    }
    synchronized (here) {
      try {
        session.stdio().write(part, 0, count);
      } catch (IOException e) {
        end(e);
        throw e;
      }
    }
    guest.watcher().moved(Direction.RECEIVED, count);
  }

  /** Sends the input to all clients. */
  private void speak() {
    boolean stream = session.settings().target().isStream();
    byte[] part = new byte[stream ? PART : FlowRulesFactory.of(session.settings()).part()];
    try {
      for (int count; (count = here.read(part, 0, part.length)) >= 0; ) {
        pause();
        tellAll(Arrays.copyOf(part, count));
      }
      finish();
    } catch (IOException e) {
      end(e);
    } catch (InterruptedException e) {
      end(null);
    }
  }

  private void tellAll(byte[] bytes) throws IOException, InterruptedException {
    List<BroadcastClient> hearers;
    synchronized (this) {
      while (guests.isEmpty()) {
        wait();
      }
      hearers = List.copyOf(guests);
      hearers.forEach(guest -> guest.outbox().add(bytes));
    }
    if (toAll.looks()) {
      toAll.bytes(Direction.SENT, bytes, 0, bytes.length);
    }
    toAll.moved(Direction.SENT, bytes.length);
    for (BroadcastClient guest : hearers) {
      if (!guest.outbox().awaitRoom(this::othersWait)) {
        putOut(guest);
      }
    }
  }

  private boolean othersWait() {
    return guests.size() > 1;
  }

  private void putOut(BroadcastClient guest) {
    String why = guest.name() + " reads too slowly and delays the others: disconnected.";
    session.log().message(why);
    guest.putOut(why);
  }

  private void pause() throws IOException {
    long delay = session.settings().times().delay();
    if (delay > 0) {
      Dialer.sleep(delay);
    }
  }

  private void finish() throws IOException, InterruptedException {
    List<BroadcastClient> hearers;
    synchronized (this) {
      inputEnded = true;
      hearers = List.copyOf(guests);
      hearers.forEach(BroadcastClient::tellEnd);
    }
    long quitAfter = session.settings().times().quitAfter();
    if (quitAfter >= 0) {
      for (BroadcastClient guest : hearers) {
        if (!guest.outbox().awaitEmpty(this::othersWait)) {
          putOut(guest);
        }
        guest.awaitTold();
      }
      Dialer.sleep(quitAfter);
      end(null);
    }
  }
}
