package mortise.tls;

import java.io.Serial;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * The bytes ended without the peer's close_notify (RFC 8446, section 6.1). The peer died, omitted
 * close_notify, or the data was truncated by an attacker; the cases are indistinguishable.
 */
public final class TruncatedException extends SSLException {
  @Serial private static final long serialVersionUID = 1;

  TruncatedException(String peer) {
    super(
        String.format(
            Locale.ROOT,
            "%s ended the connection without close_notify: what it sent may have been cut off",
            peer));
  }
}
