package mortise.cli.nc;

import java.io.IOException;
import mortise.net.Socket;
import mortise.process.DescriptorException;
import mortise.server.Connection;

/** Serves those who come, each on a thread of its own; without -k the first one alone. */
final class Reception {
  private final Session session;
  private final Gate gate;
  private final Doors doors;
  private final Welcome welcome;
  private final Service service;

  Reception(Session session, Gate gate, Doors doors, Welcome welcome, Service service) {
    this.session = session;
    this.gate = gate;
    this.doors = doors;
    this.welcome = welcome;
    this.service = service;
  }

  int run() throws IOException {
    if (!session.settings().listening().keepOpen()) {
      serve(doors.next());
      return Ncat.OK;
    }
    while (true) {
      Socket socket = doors.next();
      Thread.ofVirtual().name("mortise-guest").start(() -> tryToServe(socket));
    }
  }

  private void serve(Socket socket) throws IOException {
    try (Connection peer = welcome.receive(socket)) {
      service.serve(peer);
    }
  }

  /** What goes wrong with one ends that one. */
  private void tryToServe(Socket socket) {
    try {
      serve(socket);
    } catch (DescriptorException e) {
      // It is about this end, a program that is not there for one.
      session.log().say(Sentences.of(e));
    } catch (IOException e) {
      session.log().tell(Sentences.of(e));
    } finally {
      gate.left();
    }
  }
}
