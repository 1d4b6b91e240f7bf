package mortise.cli.flow;

import java.net.SocketTimeoutException;

/** Nothing has moved for too long. */
public final class IdleException extends SocketTimeoutException {
  private static final long serialVersionUID = 1;

  public IdleException(long millis) {
    super("Idle timeout expired (" + millis + " ms)");
  }
}
