package mortise.cli.hub;

import java.io.IOException;
import java.time.Duration;

/** Connects to a listener of a subject. The streams share one connection to the hub. */
public interface HubStreamDialer extends AutoCloseable {
  /**
   * Connects, first to the hub if there is no connection yet.
   *
   * @throws java.net.ConnectException when nothing listens at the subject, or it refuses
   * @throws java.net.SocketTimeoutException when it does not answer in time
   */
  HubStream connect(Duration timeout) throws IOException;

  /** Connects no more; the last open stream ends the connection to the hub. Idempotent. */
  @Override
  void close();
}
