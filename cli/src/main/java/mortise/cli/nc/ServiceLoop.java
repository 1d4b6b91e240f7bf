package mortise.cli.nc;

import java.io.IOException;
import java.nio.file.FileSystemException;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Flow;
import mortise.cli.flow.IdleException;
import mortise.cli.flow.WatchedConnection;
import mortise.cli.flow.Watcher;
import mortise.cli.watch.RecordException;
import mortise.process.DescriptorException;
import mortise.server.Connection;

/** Serves each connection on a thread of its own; without -k the first one alone. */
final class ServiceLoop {
  private final NcRun session;
  private final ConnectionLimiter limiter;
  private final ConnectionSource source;
  private final Service service;

  /** When a member of a broker has sent or got something last. */
  private volatile long movedAt;

  ServiceLoop(NcRun session, ConnectionLimiter limiter, ConnectionSource source, Service service) {
    this.session = session;
    this.limiter = limiter;
    this.source = source;
    this.service = service;
  }

  int run() throws IOException {
    if (!session.settings().listening().keepOpen()) {
      serve(source.next());
      return Ncat.OK;
    }
    if (isIdleCounted()) {
      Thread.ofPlatform().daemon().name("mortise-idle").start(this::awaitIdle);
    }
    source.serveAll(limiter, session.log(), this::tryToServe);
    return Ncat.OK;
  }

  private void serve(ConnectionSource.PendingConnection pending) throws IOException {
    try (Connection peer = pending.receive()) {
      movedAt = System.nanoTime();
      service.serve(isIdleCounted() ? WatchedConnection.of(peer, new Clock()) : peer);
    }
  }

  /** Whether the time is for all together; other services have one for each conversation. */
  private boolean isIdleCounted() {
    return session.settings().times().idle() >= 0 && session.settings().listening().broker();
  }

  private final class Clock implements Watcher {
    @Override
    public void moved(Direction way, long count) {
      movedAt = System.nanoTime();
    }
  }

  /** Ends the program after the idle timeout, while there is a connection. */
  private void awaitIdle() {
    long idle = session.settings().times().idle();
    try {
      for (long left = idle; left > 0; ) {
        Thread.sleep(left);
        left = limiter.isEmpty() ? Math.max(idle, 1) : Flow.left(movedAt, idle);
      }
      source.fail(new IdleException(idle));
    } catch (InterruptedException _) {
      // The program ends.
    }
  }

  /** What goes wrong with one ends that one. */
  private void tryToServe(ConnectionSource.PendingConnection pending) {
    try {
      serve(pending);
    } catch (RecordException _) {
      // It ends the program, which reports it.
    } catch (DescriptorException | FileSystemException e) {
      // It is about this end: a program that is not there, a script with a fault.
      session.log().message(ErrorMessages.of(e));
    } catch (IOException e) {
      session.log().verbose(ErrorMessages.of(e));
    } finally {
      limiter.left();
    }
  }
}
