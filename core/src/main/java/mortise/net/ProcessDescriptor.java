package mortise.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import mortise.sys.Unistd;

/**
 * A process by a descriptor, pidfd_open(2): it stays this process when another one gets its pid.
 *
 * <p>{@link Option#SO_PEERPIDFD} opens one.
 */
public final class ProcessDescriptor implements Closeable, HasFileno {
  static final Codec<ProcessDescriptor> CODEC =
      Codecs.INT.map(ProcessDescriptor::new, ProcessDescriptor::fileno);

  private static final int CLOSED = -1;

  private final AtomicInteger number;

  private ProcessDescriptor(int number) {
    this.number = new AtomicInteger(number);
  }

  /** Takes over an open descriptor, such as one that came with a message. */
  public static ProcessDescriptor of(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("descriptor " + number + " is negative");
    }
    return new ProcessDescriptor(number);
  }

  /** The descriptor's number, which stays this object's; -1 when closed. */
  @Override
  public int fileno() {
    return number.get();
  }

  /** The pid, or -1 when the process has ended and was waited for, or is in another namespace. */
  public int pid() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + fileno()))) {
      if (line.startsWith("Pid:")) {
        return Integer.parseInt(line.substring("Pid:".length()).strip());
      }
    }
    throw new AssertionError("descriptor " + fileno() + " is not one of a process");
  }

  /** The process, empty when it has ended. */
  public Optional<ProcessHandle> process() throws IOException {
    int pid = pid();
    Optional<ProcessHandle> process = pid > 0 ? ProcessHandle.of(pid) : Optional.empty();
    // The handle knows when its process began, and is of ours when ours still is there.
    return pid() == pid ? process : Optional.empty();
  }

  /** Gives the number back; the process is not touched. */
  @Override
  public void close() {
    int open = number.getAndSet(CLOSED);
    if (open != CLOSED) {
      Unistd.close(open);
    }
  }

  @Override
  public String toString() {
    return "ProcessDescriptor[fd " + fileno() + "]";
  }
}
