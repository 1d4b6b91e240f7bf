package mortise.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Counts and logs for a server what its acceptors report. */
record AcceptReports(Server server) implements Acceptor.Observer {
  @Override
  public void preload() {
    ClassFiles.keepLoadable(server.config().handler().getClass());
    server.config().stages().forEach(stage -> ClassFiles.keepLoadable(stage.getClass()));
    FlightRecording.preload();
    try {
      Listener.preload();
    } catch (IOException e) {
      // A kernel without filters has another way.
    }
  }

  @Override
  public void failed(Throwable failure) {
    server.counters().acceptFailed();
  }

  @Override
  public void rejected(RejectReason reason) {
    server.rejected(null, reason);
  }

  @Override
  public void report(String message, @Nullable Throwable failure) {
    server.log().log(Level.WARNING, "accept", () -> message, failure);
  }
}
