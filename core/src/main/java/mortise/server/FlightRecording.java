package mortise.server;

import mortise.net.Address;

/**
 * The door to the JDK's flight recorder, which is a module that may be absent: whoever is behind it
 * is loaded only where it is there.
 */
final class FlightRecording {
  private static final boolean PRESENT = isPresent();

  private FlightRecording() {}

  private static boolean isPresent() {
    try {
      Class.forName("jdk.jfr.Event", false, FlightRecording.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Loads what the other methods need. */
  static void preload() {
    if (PRESENT) {
      JfrEvents.preload();
    }
  }

  /** The event of a connection that begins; null where nobody records it. */
  static Object begin() {
    return PRESENT ? JfrEvents.begin() : null;
  }

  /** Records the life of a connection. */
  static void end(Object event, Server server, ServerSession session, CloseReason reason) {
    if (event != null) {
      JfrEvents.end(event, server, session, reason);
    }
  }

  /** Records that a connection was not let in. */
  static void rejected(Server server, Address peer, RejectReason reason) {
    if (PRESENT) {
      JfrEvents.rejected(server, peer, reason);
    }
  }
}
