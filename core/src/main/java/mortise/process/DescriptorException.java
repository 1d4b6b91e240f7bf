package mortise.process;

import java.io.IOException;
import mortise.net.Address;
import mortise.net.Errno;
import mortise.net.SocketFailure;
import org.jspecify.annotations.Nullable;

/** A call on a descriptor or for a process failed; {@link #errno} has the reason. */
@SuppressWarnings("serial") // the facts about a failure do not outlive its process
public final class DescriptorException extends IOException implements SocketFailure {
  private final Errno errno;
  private final String call;
  private final long transferred;

  DescriptorException(Errno errno, String call, String text, long transferred) {
    super(text);
    this.errno = errno;
    this.call = call;
    this.transferred = transferred;
  }

  @Override
  public Errno errno() {
    return errno;
  }

  @Override
  public String call() {
    return call;
  }

  /** Null: these have no addresses. */
  @Override
  public @Nullable Address local() {
    return null;
  }

  /** Null: these have no addresses. */
  @Override
  public @Nullable Address peer() {
    return null;
  }

  @Override
  public long transferred() {
    return transferred;
  }
}
