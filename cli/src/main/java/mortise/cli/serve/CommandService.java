package mortise.cli.serve;

import java.io.IOException;
import java.time.Duration;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Inet;
import mortise.process.Child;
import mortise.process.ChildPlan;
import mortise.process.PlainDescriptor;
import mortise.server.Connection;
import mortise.server.Handler;

/**
 * A command for each connection. The end of what the peer sends is the end of the command's input;
 * the end of what the command prints is that of the conversation. A peer that has gone, or a time
 * that is up, ends the command and all that it has started.
 */
final class CommandService implements Handler {
  private static final int ROOM = 1 << 16;
  private static final int SIGTERM = 15;
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final ChildPlan plan;

  CommandService(ChildPlan plan) {
    this.plan = plan;
  }

  @Override
  public void handle(Connection connection) throws IOException {
    try (Child child = Child.start(told(connection))) {
      Thread feeder = Thread.ofVirtual().name("feeder").start(() -> feed(connection, child));
      try {
        PlainDescriptor out = child.out().orElseThrow();
        byte[] bytes = new byte[ROOM];
        for (int count; (count = out.read(bytes)) > 0; ) {
          connection.write(bytes, 0, count);
        }
        connection.closeWrite();
      } finally {
        feeder.interrupt();
        child.stop(GRACE);
      }
    }
  }

  private ChildPlan told(Connection connection) throws IOException {
    Address peer = connection.clientAddress();
    Address local = connection.localAddress();
    ChildPlan told = plan.with("MORTISE_PEER", peer.toString()).with("MORTISE_LOCAL", "" + local);
    if (peer instanceof Inet there && local instanceof Inet here) {
      // The names that ncat's and inetd's scripts know.
      told =
          told.with("NCAT_REMOTE_ADDR", there.host())
              .with("NCAT_REMOTE_PORT", "" + there.port())
              .with("NCAT_LOCAL_ADDR", here.host())
              .with("NCAT_LOCAL_PORT", "" + here.port());
    }
    return told;
  }

  private static void feed(Connection connection, Child child) {
    PlainDescriptor in = child.in().orElseThrow();
    byte[] bytes = new byte[ROOM];
    try {
      for (int count; (count = connection.read(bytes)) >= 0; ) {
        try {
          in.write(bytes, 0, count, Deadline.NEVER);
        } catch (IOException _) {
          // The command reads no more, and may go on to print.
          in.close();
          return;
        }
      }
      in.close();
    } catch (IOException _) {
      // The peer has gone, or was silent for too long: the command ends by a signal.
      in.close();
      child.signal(SIGTERM);
    }
  }
}
