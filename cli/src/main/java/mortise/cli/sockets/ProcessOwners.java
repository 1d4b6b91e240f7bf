package mortise.cli.sockets;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mortise.net.ByteText;

/**
 * Which processes have which sockets, by inode, as /proc/PID/fd shows it, proc_pid_fd(5). Those of
 * other users are shown to root alone; what cannot be read is left out.
 */
final class ProcessOwners {
  private static final Path PROC = Path.of("/proc");
  private static final String SOCKET = "socket:[";

  private final Map<Long, List<ProcessOwner>> byInode = new HashMap<>();

  private ProcessOwners() {}

  static ProcessOwners read() throws IOException {
    ProcessOwners owners = new ProcessOwners();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        owners.add(process);
      }
    }
    return owners;
  }

  private void add(Path process) {
    String name = null;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        String target = target(descriptor);
        if (target.startsWith(SOCKET)) {
          name = name == null ? name(process) : name;
          int pid = Integer.parseInt(process.getFileName().toString());
          int number = Integer.parseInt(descriptor.getFileName().toString());
          long inode = Long.parseLong(target.substring(SOCKET.length(), target.length() - 1));
          byInode
              .computeIfAbsent(inode, _ -> new ArrayList<>())
              .add(new ProcessOwner(pid, name, number));
        }
      }
    } catch (IOException | DirectoryIteratorException _) {
      // It has ended, or is another user's.
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static String name(Path process) throws IOException {
    return RowFormat.printable(
        ByteText.decode(Files.readAllBytes(process.resolve("comm"))).replaceFirst("\n$", ""));
  }

  List<ProcessOwner> of(long inode) {
    return byInode.getOrDefault(inode, List.of());
  }
}
