package mortise.poll;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the machine has idle CPUs, by the number of running threads in {@code /proc/loadavg},
 * proc(5), as a mean of the last looks.
 */
final class IdleCpus {
  private static final Path LOAD = Path.of("/proc/loadavg");
  private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");

  /** What part of a CPU has to be idle. */
  private static final double ENOUGH = 0.5;

  private static final int LOOKS = 3;

  private double idle;
  private int looks;
  private int cpus;

  /** Looks again; false before there were enough looks. */
  boolean look() {
    int running;
    try {
      cpus = cpus > 0 ? cpus : count(Files.readString(ONLINE));
      running = running(Files.readString(LOAD));
    } catch (IOException | RuntimeException e) {
      return true; // no such files: then the loops alone decide
    }
    double now = cpus - (running - 1); // without the thread that looks
    idle = looks == 0 ? now : (2 * idle + now) / 3;
    looks++;
    return looks >= LOOKS && idle >= ENOUGH;
  }

  /** Begins anew. */
  void forget() {
    looks = 0;
  }

  /** The running threads in a text such as {@code 0.20 0.18 0.12 1/80 11206}. */
  static int running(String load) {
    String threads = load.split(" ")[3];
    return Integer.parseInt(threads.substring(0, threads.indexOf('/')));
  }

  /** The CPUs in a list such as {@code 0-3,6}. */
  static int count(String list) {
    int count = 0;
    for (String range : list.strip().split(",")) {
      String[] ends = range.split("-");
      count += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
    }
    return count;
  }
}
