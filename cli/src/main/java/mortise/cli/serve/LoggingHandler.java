package mortise.cli.serve;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import mortise.server.Connection;
import mortise.server.Handler;

/** A handler whose connections are logged. */
final class LoggingHandler implements Handler {
  private final Handler handler;
  private final ServeLog log;
  private final AtomicLong numbers = new AtomicLong();

  LoggingHandler(Handler handler, ServeLog log) {
    this.handler = handler;
    this.log = log;
  }

  @Override
  public void handle(Connection connection) throws Exception {
    long number = numbers.incrementAndGet();
    long begin = System.nanoTime();
    CountingConnection counted = new CountingConnection(connection);
    log.began(connection.clientAddress(), number);
    Exception fault = null;
    try {
      handler.handle(counted);
    } catch (Exception e) {
      fault = e;
      throw e;
    } finally {
      log.ended(number, counted, Duration.ofNanos(System.nanoTime() - begin), fault);
    }
  }
}
