package mortise.cli.sockets;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import mortise.diag.KernelSocket;
import mortise.diag.KernelSockets;
import mortise.net.Address;
import mortise.net.ByteText;
import mortise.net.Inet;
import mortise.net.PeerCredentials;
import mortise.server.Connection;

/**
 * Which programs of this machine are at the other ends of connections, as at one moment. Of other
 * users' programs root alone learns the names.
 */
public final class PeerProcesses {
  private final ProcessOwners owners;

  private PeerProcesses(ProcessOwners owners) {
    this.owners = owners;
  }

  /** Reads which process has which socket; where that cannot be read none is known. */
  public static PeerProcesses read() {
    try {
      return new PeerProcesses(ProcessOwners.read());
    } catch (IOException e) {
      return new PeerProcesses(null);
    }
  }

  /**
   * The program at the other end: {@code name(pid)}; empty where it is unknown, or another
   * machine's.
   *
   * @param connection null where it is closed
   */
  public String of(Connection connection, Address peer, Address local) {
    try {
      if (peer instanceof Inet there && local instanceof Inet here) {
        return tcp(there, here);
      }
      return connection == null ? "" : connection.credentials().map(PeerProcesses::unix).orElse("");
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  private String tcp(Inet peer, Inet local) throws IOException {
    if (owners == null) {
      return "";
    }
    try (KernelSockets kernel = KernelSockets.open()) {
      List<ProcessOwner> found =
          kernel
              .tcp(peer, local)
              .map(KernelSocket::holder)
              .map(holder -> owners.of(holder.inode()))
              .orElse(List.of());
      return found.stream()
          .map(ProcessOwner::toString)
          .distinct()
          .collect(Collectors.joining(", "));
    }
  }

  private static String unix(PeerCredentials credentials) {
    try {
      byte[] name =
          java.nio.file.Files.readAllBytes(
              java.nio.file.Path.of("/proc/" + credentials.pid() + "/comm"));
      String text = RowFormat.printable(ByteText.decode(name).replaceFirst("\n$", ""));
      return new ProcessOwner(credentials.pid(), text, 0).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
