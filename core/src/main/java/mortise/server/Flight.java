package mortise.server;

import mortise.net.Address;

/**
 * The door to the JDK's flight recorder, which is a module that may be absent: whoever is behind it
 * is loaded only where it is there.
 */
final class Flight {
  private static final boolean PRESENT = isPresent();

  private Flight() {}

  private static boolean isPresent() {
    try {
      Class.forName("jdk.jfr.Event", false, Flight.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Loads what the other methods need. */
  static void preload() {
    if (PRESENT) {
      FlightEvents.preload();
    }
  }

  /** The event of a connection that begins; null where nobody records it. */
  static Object begin() {
    return PRESENT ? FlightEvents.begin() : null;
  }

  /** Records the life of a connection. */
  static void end(Object event, Server server, Session session, Ending ending) {
    if (event != null) {
      FlightEvents.end(event, server, session, ending);
    }
  }

  /** Records that a connection was not let in. */
  static void refused(Server server, Address peer, Refusal reason) {
    if (PRESENT) {
      FlightEvents.refused(server, peer, reason);
    }
  }
}
