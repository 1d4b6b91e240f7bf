package mortise.net;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One of several processes that bind to one path again and again. Where it could bind it must be
 * alone, and who connects must reach it. Prints how often it could.
 */
final class UnixStarter {
  private UnixStarter() {}

  /** The path and how often. */
  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[0]);
    int bound = 0;
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      UnixBinding binding = UnixBinding.of(path).replaceStale();
      try (Socket socket = Socket.open(Family.UNIX, Type.STREAM)) {
        socket.bind(i % 3 == 0 ? binding.unlinkOnClose() : binding);
        use(socket, path);
        bound++;
      } catch (BindException e) {
        if (!((SocketFailure) e).errno().equals(Errno.EADDRINUSE)) {
          throw e;
        }
      }
    }
    System.out.println(bound);
  }

  private static void use(Socket socket, Path path) throws IOException {
    // Fails where another process has bound too.
    Path alone = Files.createFile(path.resolveSibling("alone"));
    socket.listen();
    try (Socket client = Socket.open(Family.UNIX, Type.STREAM)) {
      client.connect(Unix.of(path));
      long peer = client.option(Option.SO_PEERCRED).pid();
      if (peer != ProcessHandle.current().pid()) {
        throw new IllegalStateException("process " + peer + " is bound to the path");
      }
      socket.accept().close();
    } finally {
      Files.delete(alone);
    }
  }
}
