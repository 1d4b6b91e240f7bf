package mortise.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The error that a server sends together with its greeting, as one does that is full. NATS's client
 * reports then only that it has read too far.
 */
final class FirstWords {
  private static final int TIME = 1_000;
  private static final int MOST = 1 << 14;
  private static final Pattern ERROR = Pattern.compile("-ERR '([^']*)'");

  private FirstWords() {}

  /** The error of a server that is asked once more. */
  static Optional<String> error(String url) {
    URI server = URI.create(url);
    StringBuilder text = new StringBuilder();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), TIME);
      socket.setSoTimeout(TIME);
      InputStream in = socket.getInputStream();
      byte[] part = new byte[1024];
      for (int count; text.length() < MOST && (count = in.read(part)) > 0; ) {
        text.append(new String(part, 0, count, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException _) {
      // What has come until then is all.
    }
    Matcher error = ERROR.matcher(text);
    return error.find() ? Optional.of(error.group(1)) : Optional.empty();
  }
}
