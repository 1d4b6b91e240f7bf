package mortise.server;

import mortise.net.Address;
import org.jspecify.annotations.Nullable;

/**
 * The access to the JDK's flight recorder, whose module may be absent: the event classes are loaded
 * only if it is present.
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

  /** The event of a connection that begins; null without a recording. */
  static @Nullable Object begin() {
    return PRESENT ? JfrEvents.begin() : null;
  }

  /** Records the life of a connection. */
  static void end(
      @Nullable Object event, Server server, ServerSession session, CloseReason reason) {
    if (event != null) {
      JfrEvents.end(event, server, session, reason);
    }
  }

  /** Records that a connection was not let in. */
  static void rejected(Server server, @Nullable Address peer, RejectReason reason) {
    if (PRESENT) {
      JfrEvents.rejected(server, peer, reason);
    }
  }
}
