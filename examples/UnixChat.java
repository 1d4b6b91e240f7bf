import java.nio.file.Files;
import java.nio.file.Path;
import mortise.net.*;

/**
 * A chat of two terminals over a UNIX socket: who comes first listens, who comes second connects.
 * Give both the same path.
 */
void main(String[] args) throws Exception {
  if (args.length > 1 || List.of(args).contains("--help")) {
    IO.println("usage: UnixChat [PATH]");
    return;
  }
  var path = Path.of(args.length > 0 ? args[0] : "/tmp/mortise-chat");
  try (var peer = Files.exists(path) ? connect(path) : await(path)) {
    var listener = Thread.ofVirtual().start(() -> show(peer));
    for (String line; (line = IO.readln()) != null; ) {
      peer.sendAll((line + "\n").getBytes());
    }
    peer.shutdown(Shutdown.WR);
    listener.join();
  }
}

Socket await(Path path) throws IOException {
  try (var s = Socket.open(Family.UNIX, Type.STREAM)) {
    s.bind(Unix.of(path));
    s.listen(1);
    IO.println("waiting at " + path);
    return s.accept();
  } finally {
    Files.deleteIfExists(path);
  }
}

Socket connect(Path path) throws IOException {
  var s = Socket.open(Family.UNIX, Type.STREAM);
  s.connect(Unix.of(path));
  return s;
}

void show(Socket peer) {
  try {
    for (byte[] text; (text = peer.recv(4096)).length > 0; ) {
      IO.print(new String(text));
    }
    IO.println("the other side has ended");
  } catch (IOException e) {
    IO.println(e.getMessage());
  }
}
