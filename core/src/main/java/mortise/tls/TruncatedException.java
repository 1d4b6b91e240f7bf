package mortise.tls;

import java.io.Serial;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * The bytes ended without the peer's close_notify (RFC 8446, section 6.1). Either it died or does
 * not care, or somebody on the way cut off what it sent; nobody can tell which.
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
