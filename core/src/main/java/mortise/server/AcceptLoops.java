package mortise.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mortise.net.Address;

/** The listeners of a server and the loops that accept from them. */
final class AcceptLoops {
  private final Server server;
  private final List<AcceptLoop> loops = new ArrayList<>();

  /** How many have not ended by themselves. */
  private final AtomicInteger accepting = new AtomicInteger();

  AcceptLoops(Server server) {
    this.server = server;
  }

  /** Opens all listeners; those that are open when one cannot be have to be discarded. */
  void open(List<Listening> listenings) throws IOException {
    for (Listening listening : listenings) {
      open(listening);
    }
    accepting.set(loops.size());
  }

  /** Opens a listener: of a port of TCP one for each loop, between which the kernel chooses. */
  private void open(Listening listening) throws IOException {
    int posts = server.crew().posts();
    if (posts == 1 || !listening.isPort()) {
      loops.add(new AcceptLoop(server, Listener.open(listening, null), -1));
      return;
    }
    Listener.checkUnused(listening);
    Address bound = null;
    for (int post = 0; post < posts; post++) {
      Listener listener = Listener.open(listening.reusePort(), bound);
      bound = listener.address();
      loops.add(new AcceptLoop(server, listener, post));
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
