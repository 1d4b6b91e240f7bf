package mortise.cli.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mortise.cli.flow.Direction;
import mortise.cli.sockets.PeerProcesses;

/**
 * Measures all conversations five times a second while a page or a terminal shows them: rates,
 * TCP_INFO, the peers' programs.
 */
final class Sampler {
  private static final long INTERVAL = 200;
  private static final int PER_SECOND = 5;

  private final Inspector inspector;
  private final Samples total = new Samples();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** The sampler's own, as all below. */
  private long turn;

  private boolean failed;

  /** Shows what was measured. */
  interface Listener {
    /**
     * A measurement is complete; called by the sampler's thread.
     *
     * @param second whether it is the one of five that measures everything
     */
    void sampled(boolean second);
  }

  Sampler(Inspector inspector) {
    this.inspector = inspector;
  }

  void add(Listener listener) {
    listeners.add(listener);
  }

  void start() {
    Thread.ofPlatform().daemon().name("inspect").start(this::run);
  }

  private void run() {
    try {
      while (inspector.viewers().wantSamples()) {
        sampleSafely();
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException _) {
      // The program ends.
    }
  }

  /** One measurement that fails, as where descriptors have run out, is not the last one. */
  private void sampleSafely() {
    try {
      sample();
    } catch (RuntimeException | Error e) {
      if (!failed) {
        failed = true;
        System.getLogger("mortise").log(System.Logger.Level.WARNING, "cannot sample", e);
      }
    }
  }

  private void sample() {
    long nanos = System.nanoTime();
    boolean second = turn++ % PER_SECOND == 0;
    long sent = 0;
    long received = 0;
    for (Conversation c : inspector.conversations()) {
      measure(c, nanos, second);
      if (c.closedAt() == 0) {
        sent += c.samples().rate(Direction.SENT);
        received += c.samples().rate(Direction.RECEIVED);
      }
    }
    total.sum(sent, received);
    if (second) {
      total.note(System.currentTimeMillis() / 1000, 0);
    }
    listeners.forEach(listener -> listener.sampled(second));
    if (second) {
      findProcesses();
    }
  }

  private static void measure(Conversation c, long nanos, boolean second) {
    Samples samples = c.samples();
    samples.take(c.moved(Direction.SENT), c.moved(Direction.RECEIVED), nanos);
    // A system call for each connection, so not with every frame.
    if (second && c.closedAt() == 0) {
      c.lookAtTcp();
      samples.note(System.currentTimeMillis() / 1000, Math.max(0, Row.rtt(c)));
    }
  }

  private void findProcesses() {
    List<Conversation> unknown = new ArrayList<>();
    for (Conversation c : inspector.conversations()) {
      if (!c.isProcessKnown()) {
        unknown.add(c);
      }
    }
    if (!unknown.isEmpty()) {
      PeerProcesses processes = PeerProcesses.read();
      for (Conversation c : unknown) {
        c.process(processes.of(c.peer(), c.remote(), c.local()));
        c.samples().shown = c.samples().shown && c.process().isEmpty();
      }
    }
  }

  /** The rates of all conversations together, and their plot. */
  Samples total() {
    return total;
  }
}
