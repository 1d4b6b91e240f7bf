package mortise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;

/** What was measured on, and how busy that was. */
record Machine(long begun, long[] ticks) {
  static Machine now() throws IOException {
    return new Machine(System.nanoTime(), readTicks());
  }

  /** User, nice, system, idle, iowait, irq, softirq, steal of all CPUs since the start. */
  private static long[] readTicks() throws IOException {
    String[] fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().split("\\s+");
    return Arrays.stream(fields, 1, 9).mapToLong(Long::parseLong).toArray();
  }

  /** The machine, and its load since this was made. */
  String text(Cpus cpus, Rounds.Times times) throws IOException {
    long[] now = readTicks();
    long whole = 0;
    for (int i = 0; i < now.length; i++) {
      whole += now[i] - ticks[i];
    }
    long idle = now[3] + now[4] - ticks[3] - ticks[4];
    long steal = now[7] - ticks[7];
    return String.format(
        Locale.ROOT,
        """
        %s, Linux %s, %s, %d CPUs; server on CPU %d, load on CPU %d.
        Java %s. %s, %d rounds of %.1f s per server and cell, %d s in all. Load average at the end %s; the CPUs were %d %% idle and %d %% stolen.
        """,
        cpuModel(),
        System.getProperty("os.version"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        cpus.server(),
        cpus.other(),
        System.getProperty("java.vm.version"),
        LocalDate.now(),
        times.rounds(),
        times.millis() / 1e3,
        (System.nanoTime() - begun) / 1_000_000_000,
        String.join(" ", Arrays.copyOf(read("/proc/loadavg").split(" "), 3)),
        100 * idle / Math.max(1, whole),
        100 * steal / Math.max(1, whole));
  }

  /** What runs are compared on. */
  static String name() throws IOException {
    return cpuModel()
        + " x "
        + Runtime.getRuntime().availableProcessors()
        + " Java "
        + Runtime.version().feature();
  }

  private static String cpuModel() throws IOException {
    return read("/proc/cpuinfo")
        .lines()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown CPU");
  }

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file));
  }
}
