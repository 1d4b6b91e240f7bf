package mortise.cli.serve;

import java.io.IOException;
import mortise.cli.flow.ProgramGuard;
import mortise.cli.shell.RunningChildren;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Inet;
import mortise.process.ChildConfig;
import mortise.process.ChildProcess;
import mortise.process.DescriptorException;
import mortise.process.PlainDescriptor;
import mortise.server.Connection;
import mortise.server.Handler;

/**
 * A command for each connection. The end of what the peer sends is the end of the command's input;
 * the end of what the command prints is that of the conversation. A time that is up, or a peer that
 * is gone by the rules of {@link ProgramGuard}, ends the command and its process group: by SIGTERM,
 * and by SIGKILL where that is not enough.
 */
final class CommandService implements Handler {
  private static final int ROOM = 1 << 16;

  private final ChildConfig plan;

  CommandService(ChildConfig plan) {
    this.plan = plan;
  }

  @Override
  public void handle(Connection connection) throws IOException {
    ChildProcess child = RunningChildren.start(childConfig(connection));
    Thread feeder = Thread.ofVirtual().name("feeder").unstarted(() -> feed(connection, child));
    try (ProgramGuard _ =
        ProgramGuard.start(connection, child::isAlive, () -> RunningChildren.stop(child))) {
      feeder.start();
      print(child.stdout().orElseThrow(), connection);
    } finally {
      feeder.interrupt();
      RunningChildren.end(child);
    }
  }

  /** Passes on what the command prints; a client that takes no more leaves it to finish. */
  private static void print(PlainDescriptor out, Connection connection) throws IOException {
    byte[] bytes = new byte[ROOM];
    IOException failure = null;
    for (int count; (count = out.read(bytes)) > 0; ) {
      if (failure == null) {
        try {
          connection.write(bytes, 0, count);
        } catch (IOException e) {
          if (!ProgramGuard.mayFinish(e)) {
            throw e;
          }
          failure = e;
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    connection.closeWrite();
  }

  private ChildConfig childConfig(Connection connection) throws IOException {
    Address peer = connection.clientAddress();
    Address local = connection.localAddress();
    ChildConfig told = plan.with("MORTISE_PEER", peer.toString()).with("MORTISE_LOCAL", "" + local);
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

  /**
   * Gives the command what the peer sends, and its end. What comes when the command reads no more
   * is thrown away.
   */
  private static void feed(Connection connection, ChildProcess child) {
    byte[] bytes = new byte[ROOM];
    boolean deaf = false;
    try (PlainDescriptor in = child.stdin().orElseThrow()) {
      for (int count; (count = connection.read(bytes)) >= 0; ) {
        try {
          if (!deaf) {
            in.write(bytes, 0, count, Deadline.NEVER);
          }
        } catch (DescriptorException _) {
          deaf = true;
        }
      }
    } catch (IOException _) {
      // The connection is broken, or the peer was silent for too long.
      RunningChildren.stop(child);
    }
  }
}
