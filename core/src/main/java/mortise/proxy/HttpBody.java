package mortise.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import mortise.server.Connection;
import org.jspecify.annotations.Nullable;

/** The body of a message, read without its framing. What is behind it is not touched. */
final class HttpBody {
  private static final int LONGEST_LINE = 1 << 10;
  private static final int MOST_TRAILERS = 100;

  private final Connection connection;
  private final HttpFraming framing;

  /** What is left of the body, or of the chunk. */
  private long left;

  private boolean ended;

  /** Why the last read threw. Written by the thread that reads, and read by any. */
  private volatile @Nullable IOException failure;

  HttpBody(Connection connection, HttpFraming framing) {
    this.connection = connection;
    this.framing = framing;
    this.left = framing instanceof HttpFraming.Length(long bytes) ? bytes : 0;
  }

  /** Whether all of it has been read. */
  boolean hasEnded() {
    return ended || framing instanceof HttpFraming.Length && left == 0;
  }

  /**
   * Waits for some of the body.
   *
   * @return how many bytes, or -1 at its end
   * @throws EOFException when the connection ends before it
   */
  int read(byte[] bytes) throws IOException {
    try {
      return next(bytes);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** Why the body cannot be read to its end; null where it can. */
  @Nullable IOException failure() {
    return failure;
  }

  private int next(byte[] bytes) throws IOException {
    if (ended) {
      return -1;
    }
    return switch (framing) {
      case HttpFraming.UntilEnd _ -> {
        int count = connection.read(bytes);
        ended = count < 0;
        yield count;
      }
      case HttpFraming.Length _ -> left == 0 ? end() : some(bytes);
      case HttpFraming.Chunked _ -> left == 0 && !nextChunk() ? end() : chunk(bytes);
    };
  }

  private int end() {
    ended = true;
    return -1;
  }

  private int some(byte[] bytes) throws IOException {
    int count = connection.read(bytes, 0, (int) Math.min(bytes.length, left));
    if (count < 0) {
      throw new EOFException("expected " + left + " more bytes of a body but was the end");
    }
    left -= count;
    return count;
  }

  private int chunk(byte[] bytes) throws IOException {
    int count = some(bytes);
    if (left == 0 && !line().isEmpty()) {
      throw new ProtocolException("expected the end of a chunk but was more of it");
    }
    return count;
  }

  /** RFC 9112 section 7.1. Extensions and trailers are passed over. */
  private boolean nextChunk() throws IOException {
    String line = line();
    String size = line.replaceFirst("[ \t]*(;.*)?$", "");
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw Octets.unexpected("the size of a chunk", line);
    }
    left = Long.parseLong(size, 16);
    if (left > 0) {
      return true;
    }
    for (int trailers = 0; !line().isEmpty(); trailers++) {
      if (trailers == MOST_TRAILERS) {
        throw Octets.unexpected("at most " + MOST_TRAILERS + " trailers", trailers + 1);
      }
    }
    return false;
  }

  private String line() throws IOException {
    String line = connection.readLine(LONGEST_LINE);
    if (line == null) {
      throw new EOFException("expected a chunk but was the end");
    }
    return line;
  }
}
