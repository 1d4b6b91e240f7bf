package mortise.snippets;

import java.io.IOException;
import java.util.List;
import mortise.diag.KernelSocket;
import mortise.diag.KernelSockets;
import mortise.net.Family;
import mortise.net.Protocol;
import mortise.process.ChildConfig;
import mortise.process.ChildProcess;

/** The packages {@code mortise.process} and {@code mortise.diag}. */
final class SystemSnippets {
  void child() throws IOException {
    ChildConfig config = ChildConfig.of(List.of("date", "-u")); // @start region="child"
    try (ChildProcess date = ChildProcess.start(config)) {
      byte[] line = new byte[100];
      int count = date.stdout().orElseThrow().read(line);
      IO.println(new String(line, 0, count));
      date.waitFor();
    }
    // @end
  }

  void sockets() throws IOException {
    try (KernelSockets kernel = KernelSockets.open()) { // @start region="sockets"
      for (KernelSocket socket : kernel.inet(Family.INET, Protocol.TCP, true)) {
        IO.println(socket.state() + " " + socket.local() + " -> " + socket.peer());
      }
    }
    // @end
  }
}
