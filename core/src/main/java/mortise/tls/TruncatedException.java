package mortise.tls;

import java.io.Serial;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * Thrown if the stream ends without the peer's close_notify (RFC 8446, section 6.1). The peer
 * crashed, omitted close_notify, or an attacker truncated the data; the cases are
 * indistinguishable.
 */
public final class TruncatedException extends SSLException {
  @Serial private static final long serialVersionUID = 1;

  TruncatedException(String peer) {
    super(
        String.format(
            Locale.ROOT,
            "%s closed the connection without close_notify: the data may be truncated",
            peer));
  }
}
