package mortise.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mortise.net.Inet4;

/** A server whose handlers fill the heap, each in the way that the first byte asks for. */
final class SmallHeap {
  private SmallHeap() {}

  public static void main(String[] arguments) throws Exception {
    try (Server server = Server.open(Inet4.LOOPBACK, SmallHeap::handle)) {
      IO.println(((Inet4) server.address()).port());
      for (String word; (word = IO.readln()) != null && !word.equals("end"); ) {
        IO.println("watch=" + isThere("mortise-loop-watchdog") + " active=" + active(server) + ";");
      }
    }
  }

  private static long active(Server server) {
    return server.statistics().active();
  }

  private static boolean isThere(String thread) {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals(thread));
  }

  private static void handle(Connection connection) throws IOException {
    byte[] wish = new byte[1];
    if (connection.read(wish) <= 0) {
      return;
    }
    switch (wish[0]) {
      case 'l' -> fill(1 << 19);
      case 's' -> fill(1 << 10);
      case 't' -> fill(16);
      case 'h' -> {
        try {
          fill(1 << 12);
        } catch (OutOfMemoryError e) {
          throw new IOException("full", e);
        }
      }
      default -> connection.write(wish);
    }
  }

  private static void fill(int size) {
    List<byte[]> all = new ArrayList<>();
    while (true) {
      all.add(new byte[size]);
    }
  }
}
