package mortise.cli.nc;

import java.io.IOException;
import java.nio.file.FileSystemException;
import mortise.cli.watch.RecordException;
import mortise.process.DescriptorException;
import mortise.server.Connection;

/** Serves those who come, each on a thread of its own; without -k the first one alone. */
final class Reception {
  private final Session session;
  private final Gate gate;
  private final Entrance doors;
  private final Service service;

  Reception(Session session, Gate gate, Entrance doors, Service service) {
    this.session = session;
    this.gate = gate;
    this.doors = doors;
    this.service = service;
  }

  int run() throws IOException {
    if (!session.settings().listening().keepOpen()) {
      serve(doors.next());
      return Ncat.OK;
    }
    while (true) {
      Entrance.Arrival arrival = doors.next();
      Thread.ofVirtual().name("mortise-guest").start(() -> tryToServe(arrival));
    }
  }

  private void serve(Entrance.Arrival arrival) throws IOException {
    try (Connection peer = arrival.receive()) {
      service.serve(peer);
    }
  }

  /** What goes wrong with one ends that one. */
  private void tryToServe(Entrance.Arrival arrival) {
    try {
      serve(arrival);
    } catch (RecordException _) {
      // It ends the program, which tells of it.
    } catch (DescriptorException | FileSystemException e) {
      // It is about this end: a program that is not there, a script with a fault.
      session.log().say(Sentences.of(e));
    } catch (IOException e) {
      session.log().tell(Sentences.of(e));
    } finally {
      gate.left();
    }
  }
}
