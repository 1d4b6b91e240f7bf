import io.nats.client.Connection;
import io.nats.client.Nats;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * What NATS's own client needs for the lines of bin/hub-bench: one connection publishes at a rate, two others
 * receive. Prints the latencies and the CPU time of this process.
 */
void main(String... args) throws Exception {
  if (args.length != 3) {
    IO.println("usage: NatsPeer URL LINES_PER_SECOND LINES");
    return;
  }
  int rate = Integer.parseInt(args[1]);
  int count = Integer.parseInt(args[2]);
  int warm = Math.min(count, 3 * rate);
  long[] times = new long[2 * count];
  CountDownLatch all = new CountDownLatch(2 * (warm + count));
  try (Connection from = Nats.connect(args[0]);
      Connection first = Nats.connect(args[0]);
      Connection second = Nats.connect(args[0])) {
    Connection[] receivers = {first, second};
    for (int i = 0; i < 2; i++) {
      int place = i;
      receivers[i].createDispatcher(message -> {
        String[] words = new String(message.getData()).split(" ");
        int number = Integer.parseInt(words[1]);
        if (number >= 0) {
          times[2 * number + place] = System.nanoTime() - Long.parseLong(words[2]);
        }
        all.countDown();
      }).subscribe("peer");
      receivers[i].flush(Duration.ofSeconds(5));
    }
    say(from, rate, -warm, 0);
    Duration before = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    say(from, rate, 0, count);
    all.await();
    Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow().minus(before);
    Arrays.sort(times);
    IO.println(
        String.format(
            "%-12s %6d arrived   p50 %6.3f ms   p90 %6.3f ms   p99 %6.3f ms   max %7.3f ms   %.2f s of CPU time",
            "NATS client",
            2 * count,
            millis(times, .5),
            millis(times, .9),
            millis(times, .99),
            millis(times, 1),
            cpu.toMillis() / 1e3));
  }
}

void say(Connection to, int rate, int first, int last) {
  long begin = System.nanoTime();
  for (int i = first; i < last; i++) {
    long due = begin + (i - first) * 1_000_000_000L / rate;
    for (long wait; (wait = due - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(wait);
    }
    to.publish("peer", ("line " + i + " " + System.nanoTime()).getBytes());
  }
}

double millis(long[] sorted, double part) {
  return sorted[(int) Math.min(sorted.length - 1, sorted.length * part)] / 1e6;
}
