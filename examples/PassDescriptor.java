import java.nio.file.Files;
import java.nio.file.Path;
import mortise.net.*;

/**
 * One process accepts connections, another one answers them; each connection goes over a UNIX
 * socket as an open descriptor.
 *
 * <pre>
 * PassDescriptor answer /tmp/answers
 * PassDescriptor accept /tmp/answers 127.0.0.1:7007
 * </pre>
 */
void main(String[] args) throws IOException {
  if (args.length < 2 || args[0].equals("accept") && args.length < 3) {
    IO.println("usage: PassDescriptor answer PATH | accept PATH ADDRESS");
    return;
  }
  var path = Path.of(args[1]);
  switch (args[0]) {
    case "answer" -> answer(path);
    case "accept" -> accept(path, (Inet) Address.parse(args[2]));
    default -> throw new IllegalArgumentException(args[0]);
  }
}

void accept(Path path, Inet address) throws IOException {
  try (var answerer = Socket.open(Family.UNIX, Type.SEQPACKET);
      var s = Socket.open(address.family(), Type.STREAM)) {
    answerer.connect(Unix.of(path));
    s.option(Option.SO_REUSEADDR, true).bind(address);
    s.listen();
    IO.println("accepting on " + s.localAddress());
    while (true) {
      try (var client = s.accept()) {
        answerer.sendDescriptors(("a client of " + s.localAddress()).getBytes(), client);
      }
    }
  }
}

void answer(Path path) throws IOException {
  try (var s = Socket.open(Family.UNIX, Type.SEQPACKET)) {
    s.bind(Unix.of(path));
    s.listen(1);
    IO.println("answering at " + path);
    try (var accepter = s.accept()) {
      while (answerOne(accepter)) {}
    }
  } finally {
    Files.deleteIfExists(path);
  }
}

boolean answerOne(Socket accepter) throws IOException {
  try (var message = accepter.recvDescriptors(100, 1)) {
    if (message.count() == 0) {
      return false;
    }
    try (var client = message.takeSocket()) {
      IO.println(Printable.of(message.bytes()) + ": " + client.peerAddress());
      client.sendAll(("answered by process " + ProcessHandle.current().pid() + "\n").getBytes());
      return true;
    }
  }
}
