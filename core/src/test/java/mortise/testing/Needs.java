package mortise.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import mortise.net.Family;
import mortise.net.Inet6;
import mortise.net.Platform;
import mortise.net.Socket;
import mortise.net.Type;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine; where that is missing the test is skipped with the reason. */
public final class Needs {
  private Needs() {}

  /** An IPv6 loopback address. */
  public static void ipv6() {
    try (Socket socket = Socket.open(Family.INET6, Type.DGRAM)) {
      socket.bind(Inet6.LOOPBACK);
    } catch (IOException e) {
      skip("this machine has no IPv6 loopback: " + e.getMessage());
    }
  }

  /** Sockets of a family and type. */
  public static void sockets(Family family, Type type) {
    if (!Socket.supports(family, type)) {
      skip("there are no sockets of " + family + ", " + type + " here");
    }
  }

  /** The kernel's own calls, where the library is not built on them everywhere. */
  public static void linux(String what) {
    if (Platform.current() != Platform.LINUX) {
      skip(what + " needs Linux");
    }
  }

  /** User 0. */
  public static void root() {
    if (!isRoot()) {
      skip("this test needs root");
    }
  }

  public static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException e) {
      return false;
    }
  }

  /** A program on the PATH, or with its whole path; returns where it is. */
  public static Path program(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    for (String folder : path.split(File.pathSeparator)) {
      Path file = Path.of(folder).resolve(name);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    return skip("this test needs the program " + name);
  }

  /** The right to make a network namespace, unshare(1); returns the program. */
  public static Path networkNamespace() {
    Path unshare = program("unshare");
    try {
      int status = new ProcessBuilder("" + unshare, "--net", "true").start().waitFor();
      return status == 0 ? unshare : skip("unshare --net is not allowed here");
    } catch (IOException | InterruptedException e) {
      return skip("unshare --net: " + e.getMessage());
    }
  }

  /** A part of the kernel that not every one has. */
  public static void kernel(KernelFeature feature) {
    if (!feature.isThere()) {
      skip(feature.missing());
    }
  }

  /** How long a call of a test may wait; only a failure takes so long. */
  public static Duration patience() {
    return Duration.ofSeconds(isLab() ? 300 : 60);
  }

  /**
   * Whether these tests run in the kernel of {@code bin/lab}, emulated and so many times slower.
   */
  public static boolean isLab() {
    return System.getProperty("mortise.lab") != null;
  }

  /** That ports below this one are for privileged programs alone. */
  public static void privilegedPort(int port) {
    Path setting = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    try {
      int first = Integer.parseInt(Files.readString(setting).strip());
      if (port >= first) {
        skip("here every program may bind port " + port + ": " + setting + " is " + first);
      }
    } catch (IOException e) {
      skip("cannot read " + setting);
    }
  }

  private static <T> T skip(String reason) {
    return Assumptions.abort(reason);
  }
}
