package mortise.cli.ping;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mortise.net.Inet;

/** Sends probes to a host repeatedly, and reports the results. */
public final class Pinger {
  private final PingSettings settings;
  private final PingReporter teller;
  private final PrintWriter out;
  private final LinkedBlockingQueue<PingEvent> events = new LinkedBlockingQueue<>();
  private final PingStats tally = new PingStats();

  /** When packets were sent that have no answer yet, the oldest first; values of nanoTime. */
  private final Map<Integer, Long> pending = new LinkedHashMap<>();

  private boolean stopped;

  private Pinger(PrintWriter out, PingSettings settings, PingReporter teller) {
    this.out = out;
    this.settings = settings;
    this.teller = teller;
  }

  /** One that talks as ping(8) does. */
  public static Pinger inWords(
      PrintWriter out, PingSettings settings, boolean quiet, boolean stamps) {
    return new Pinger(out, settings, new TextReporter(out, settings, quiet, stamps));
  }

  /** One that talks JSON. */
  public static Pinger inJson(PrintWriter out, PingSettings settings) {
    return new Pinger(out, settings, new JsonReporter(out, settings));
  }

  /** Ends it soon; from any thread. */
  public void stop() {
    events.add(new PingEvent.Stop());
  }

  /**
   * Asks until all is answered, the time is up, or it is stopped.
   *
   * @return whether as many answers came as packets were wanted, or any where no number was
   */
  public boolean probe(Inet target) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    try (Prober prober = prober(target)) {
      teller.begin(target, prober.what());
      begin = System.nanoTime();
      run(prober, begin);
    }
    teller.end(tally, Duration.ofNanos(System.nanoTime() - begin));
    boolean all = settings.limit() == null || tally.received() >= settings.count();
    return tally.received() > 0 && all;
  }

  private Prober prober(Inet target) throws IOException {
    return switch (settings.way()) {
      case ECHO -> EchoProber.open(target, settings, events);
      case TCP -> new ConnectProber(target, settings, events);
      case UDP -> new DatagramProber(target, settings, events);
    };
  }

  private void run(Prober prober, long begin) throws InterruptedException {
    long interval = settings.interval().toNanos();
    long end = settings.limit() == null ? Long.MAX_VALUE : settings.limit().toNanos();
    long next = 0;
    while (!stopped) {
      long now = System.nanoTime() - begin;
      boolean more = settings.count() == 0 || tally.sentInAll() < settings.count();
      if (now >= end || !more && pending.isEmpty()) {
        return;
      }
      if (more && now >= next) {
        send(prober);
        // What could not be sent in time is not made up for by a burst.
        next = Math.max(next + interval, now);
      }
      long wake = Math.min(more ? next : end, end);
      await(Math.min(wake - (System.nanoTime() - begin), untilSilence()));
      reportSilence();
      stopped |= out.checkError();
    }
  }

  private void send(Prober prober) {
    tally.sent();
    int sequence = tally.sentInAll();
    pending.put(sequence, System.nanoTime());
    try {
      prober.send(sequence);
    } catch (IOException e) {
      events.add(new PingEvent.Failure(sequence, null, String.valueOf(e.getMessage())));
    }
  }

  private void await(long nanos) throws InterruptedException {
    PingEvent event = nanos > 0 ? events.poll(nanos, TimeUnit.NANOSECONDS) : events.poll();
    for (; event != null && !stopped; event = events.poll()) {
      take(event);
    }
  }

  private void take(PingEvent event) {
    switch (event) {
      case PingEvent.Reply reply -> {
        pending.remove(reply.sequence());
        boolean first = tally.replied(reply.sequence(), reply.time());
        teller.reply(reply, !first);
      }
      case PingEvent.Failure refusal -> {
        pending.remove(refusal.sequence());
        tally.refused();
        teller.refusal(refusal);
      }
      case PingEvent.Stop _ -> stopped = true;
    }
  }

  /** How long until the oldest packet has waited long enough. */
  private long untilSilence() {
    Iterator<Long> times = pending.values().iterator();
    return times.hasNext()
        ? settings.timeout().toNanos() - (System.nanoTime() - times.next())
        : Long.MAX_VALUE;
  }

  private void reportSilence() {
    while (!pending.isEmpty() && untilSilence() <= 0) {
      int oldest = pending.keySet().iterator().next();
      pending.remove(oldest);
      teller.silence(oldest);
    }
  }
}
