package mortise.server;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import mortise.net.Address;
import org.jspecify.annotations.Nullable;

/** The events that a server has the flight recorder write. */
final class JfrEvents {
  private JfrEvents() {}

  @Name("mortise.Connection")
  @Label("Connection")
  @Category({"mortise", "Server"})
  @Description("A connection from accept to close")
  @StackTrace(false)
  static final class ConnectionEvent extends Event {
    @Label("Server")
    @Nullable String server;

    @Label("Number")
    long number;

    @Label("Peer")
    @Nullable String peer;

    @Label("Client")
    @Description("The client's address from the load balancer, or the peer's")
    @Nullable String client;

    @Label("Close Reason")
    @Nullable String closeReason;

    @Label("Received")
    @DataAmount
    long received;

    @Label("Sent")
    @DataAmount
    long sent;
  }

  @Name("mortise.RejectedConnection")
  @Label("Rejected Connection")
  @Category({"mortise", "Server"})
  @Description("A rejected connection")
  @StackTrace(false)
  static final class RejectEvent extends Event {
    @Label("Server")
    @Nullable String server;

    @Label("Peer")
    @Nullable String peer;

    @Label("Reason")
    @Nullable String reason;
  }

  /** Loads and registers the events. */
  static void preload() {
    new ConnectionEvent().isEnabled();
    new RejectEvent().isEnabled();
  }

  static @Nullable Object begin() {
    ConnectionEvent event = new ConnectionEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }

  static void end(Object begun, Server server, ServerSession session, CloseReason reason) {
    ConnectionEvent event = (ConnectionEvent) begun;
    event.end();
    if (event.shouldCommit()) {
      event.server = server.name();
      event.number = session.number();
      event.peer = "" + session.peer();
      event.client = "" + session.client();
      event.closeReason = reason.name();
      event.received = session.accepted().limits().received();
      event.sent = session.accepted().sent();
      event.commit();
    }
  }

  static void rejected(Server server, @Nullable Address peer, RejectReason reason) {
    RejectEvent event = new RejectEvent();
    if (event.isEnabled()) {
      event.server = server.name();
      event.peer = "" + peer;
      event.reason = reason.name();
      event.commit();
    }
  }
}
