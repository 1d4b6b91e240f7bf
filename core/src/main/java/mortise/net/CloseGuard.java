package mortise.net;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Closes a resource at the end of a try block unless the block has released it: for code that opens
 * a resource, prepares it and hands it out.
 *
 * <pre>{@code
 * Socket socket = Socket.open();
 * try (CloseGuard guard = new CloseGuard(socket)) {
 *   socket.bind("127.0.0.1", 0);
 *   socket.listen();
 *   guard.release();
 * }
 * }</pre>
 *
 * <p>An exception of the close is suppressed by the one that ended the block. Not thread-safe.
 */
public final class CloseGuard implements Closeable {
  private @Nullable Closeable resource;

  /** Guards a resource, which may be null. */
  public CloseGuard(@Nullable Closeable resource) {
    this.resource = resource;
  }

  /** Leaves the resource open from now on. */
  public void release() {
    resource = null;
  }

  /** Leaves the resource open from now on, and returns {@code result}. */
  public <T> T release(T result) {
    resource = null;
    return result;
  }

  /** Closes the resource unless it was released. Does nothing the second time. */
  @Override
  public void close() throws IOException {
    Closeable open = resource;
    resource = null;
    if (open != null) {
      open.close();
    }
  }
}
