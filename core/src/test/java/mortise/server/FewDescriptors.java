package mortise.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Type;

/** A server in a process that is allowed few descriptors, driven by the words of its input. */
final class FewDescriptors {
  private FewDescriptors() {}

  public static void main(String[] arguments) throws Exception {
    List<Socket> hoard = new ArrayList<>();
    try (Server server = Server.open(Inet4.LOOPBACK, Echo::bytes)) {
      // What the first connection and the first message load is loaded before there is nothing.
      try (Socket client = Socket.open()) {
        client.connect(server.address());
        client.send(new byte[1]);
        client.recv(1);
      }
      while (server.statistics().active() > 0) {
        Thread.sleep(1);
      }
      hoard(hoard);
      hoard.removeLast().close();
      hoard.removeLast().close();
      IO.println(((Inet4) server.address()).port());
      for (String word; (word = IO.readln()) != null && !word.equals("end"); ) {
        switch (word) {
          case "exhaust" -> hoard(hoard);
          case "relieve" -> hoard.forEach(Socket::close);
          default -> {}
        }
        Statistics statistics = server.statistics();
        long cpu =
            ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
        IO.println(
            word
                + " refused="
                + statistics.rejected(RejectReason.NO_DESCRIPTOR)
                + " cpu="
                + cpu
                + " failures="
                + statistics.acceptFailures()
                + ";");
      }
    }
  }

  private static void hoard(List<Socket> hoard) {
    try {
      while (true) {
        hoard.add(Socket.open(Family.UNIX, Type.DGRAM));
      }
    } catch (IOException e) {
      // EMFILE is what was wanted.
    }
  }
}
