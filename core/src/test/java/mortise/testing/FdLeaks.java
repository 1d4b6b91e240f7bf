package mortise.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * No socket left open, and no thread left that waits for one.
 *
 * <p>Tests run side by side in one process, so a single test cannot count descriptors. A class
 * called {@code LeaksTest}, isolated and last in the order, calls {@link #nothingIsLeft} when all
 * others have ended. A class that is {@code @Isolated} may also be extended with this, to be told
 * by name.
 */
public final class FdLeaks implements BeforeAllCallback, AfterAllCallback {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final ExtensionContext.Namespace STORE =
      ExtensionContext.Namespace.create(FdLeaks.class);

  /**
   * A connected stream socket of the UNIX family without a name. The JDK keeps one for itself from
   * its first channel or socket on, the one end of a pair.
   */
  private static final String OWN_OF_THE_JDK = "unix .* 0001 03 +\\d+";

  static {
    try {
      new java.net.Socket().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A close that lingers, and the end of a thread, take a moment. */
  private static final int ROUNDS = 250;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    context.getStore(STORE).put("before", sockets());
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException, InterruptedException {
    Map<?, ?> before = context.getStore(STORE).get("before", Map.class);
    await(before);
  }

  /** Fails where this process has any socket open, or a thread is left that a socket started. */
  public static void nothingIsLeft() throws IOException, InterruptedException {
    await(Map.of());
  }

  private static void await(Map<?, ?> before) throws IOException, InterruptedException {
    List<String> left = left(before);
    for (int i = 0; i < ROUNDS && !left.isEmpty(); i++) {
      Thread.sleep(20);
      left = left(before);
    }
    if (!left.isEmpty()) {
      throw new AssertionError("left after the tests:\n  " + String.join("\n  ", left));
    }
  }

  /** What is open at this moment, and was not before. */
  static List<String> left(Map<?, ?> before) throws IOException {
    List<String> left = new ArrayList<>();
    boolean ownIsSeen = !before.isEmpty();
    for (Map.Entry<Integer, String> open : sockets().entrySet()) {
      String what = describe(open.getValue());
      if (!ownIsSeen && what.matches(OWN_OF_THE_JDK)) {
        ownIsSeen = true;
      } else if (!open.getValue().equals(before.get(open.getKey()))) {
        left.add("descriptor " + open.getKey() + ", " + open.getValue() + ": " + what);
      }
    }
    left.addAll(threads());
    return left;
  }

  /** The numbers of this process's open sockets, and the link that the kernel shows for each. */
  public static Map<Integer, String> sockets() throws IOException {
    Map<Integer, String> sockets = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path entry : entries) {
        String link = link(entry);
        if (link.startsWith("socket:")) {
          sockets.put(Integer.parseInt(entry.getFileName().toString()), link);
        }
      }
    }
    return sockets;
  }

  private static String link(Path entry) {
    try {
      return Files.readSymbolicLink(entry).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile, as the folder's own descriptor is
    }
  }

  /** The line of /proc/net that has the socket's inode, which tells its addresses and state. */
  private static String describe(String link) {
    String inode = link.replaceAll("\\D", "");
    for (String table : List.of("tcp", "tcp6", "udp", "udp6", "unix")) {
      try {
        for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
          if (line.matches(".*\\b" + inode + "\\b.*")) {
            return table + " " + line.strip();
          }
        }
      } catch (IOException e) {
        // The table of a protocol that this kernel does not have.
      }
    }
    return "in no table of /proc/net";
  }

  /** Threads of mortise, the kinds excepted that stay, and threads that wait in a socket. */
  private static List<String> threads() {
    List<String> left = new ArrayList<>();
    Thread.getAllStackTraces()
        .forEach((thread, stack) -> {
          String name = thread.getName();
          boolean stays =
              name.matches("mortise-(poller|loop-watchdog|cleaner|releases|blocking.*)");
          if (!stays && (name.startsWith("mortise-") || Parked.isParked(thread))) {
            left.add(thread + ", " + thread.getState() + " in " + List.of(stack));
          }
        });
    return left;
  }
}
