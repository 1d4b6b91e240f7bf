package mortise.proxy;

import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * That a target cannot be reached through proxies. The text names the proxy that failed, its place
 * in the chain, and its reason in words; an exception of the connection is the cause.
 */
public final class ProxyFailure extends ConnectException {
  private static final long serialVersionUID = 1;

  private final transient @Nullable ProxyHop hop;
  private final int code;

  ProxyFailure(String message, ProxyHop hop, int code, @Nullable Throwable cause) {
    super(message);
    this.hop = hop;
    this.code = code;
    initCause(cause);
  }

  /** The proxy that failed; null after serialization. */
  public @Nullable ProxyHop hop() {
    return hop;
  }

  /** The number that the proxy gave as its reason: a SOCKS code or an HTTP status, else -1. */
  public int code() {
    return code;
  }
}
