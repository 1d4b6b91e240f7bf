package mortise.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The listeners of a server and the loops that accept from them. */
final class AcceptLoops {
  private final Server server;
  private final List<AcceptLoop> loops = new ArrayList<>();

  /** The first sockets of ports that have one for each loop, and are of this server alone. */
  private final List<Listener> steered = new CopyOnWriteArrayList<>();

  /** How many have not ended by themselves. */
  private final AtomicInteger accepting = new AtomicInteger();

  AcceptLoops(Server server) {
    this.server = server;
  }

  /** Opens all listeners; those that are open when one cannot be have to be discarded. */
  void open(List<ListenerConfig> listenings) throws IOException {
    for (ListenerConfig listener : listenings) {
      open(listener);
    }
    accepting.set(loops.size());
    server.workers().whenActiveChanges(this::steer);
    int active = server.workers().active();
    if (active < server.workers().size()) {
      steer(active);
    }
  }

  /** New connections go to the loops that are in use. */
  private void steer(int active) {
    steered.forEach(listener -> listener.steer(active));
  }

  /** Opens a listener: of a port of TCP one for each loop, between which the kernel chooses. */
  private void open(ListenerConfig listener) throws IOException {
    int workers = server.workers().size();
    if (workers == 1 || !listener.isPort()) {
      loops.add(new AcceptLoop(server, Listener.open(listener, null), -1));
      return;
    }
    Listener first = Listener.openFirst(listener);
    loops.add(new AcceptLoop(server, first, 0));
    for (int index = 1; index < workers; index++) {
      Listener next = Listener.open(listener.reusePort(), first.address());
      loops.add(new AcceptLoop(server, next, index));
    }
    if (!listener.sharesPort()) {
      steered.add(first);
    }
  }

  void start() {
    loops.forEach(AcceptLoop::start);
  }

  /** Closes listeners whose loops were not started. */
  void discard() {
    loops.forEach(AcceptLoop::discard);
  }

  /** Ends all, and waits until they have ended. */
  void end(AcceptLoop.Mode mode) throws InterruptedException {
    if (mode == AcceptLoop.Mode.LEAVE) {
      // The next process has loops of its own.
      List<Listener> left = List.copyOf(steered);
      steered.clear();
      left.forEach(listener -> listener.steer(server.workers().size()));
    }
    loops.forEach(loop -> loop.end(mode));
    for (AcceptLoop loop : loops) {
      loop.join();
    }
  }

  /** Notes that one has ended by itself; returns whether it was the last one. */
  boolean ended() {
    return accepting.decrementAndGet() == 0;
  }

  List<Listener> listeners() {
    return loops.stream().map(AcceptLoop::listener).toList();
  }
}
