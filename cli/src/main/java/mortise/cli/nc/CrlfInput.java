package mortise.cli.nc;

import java.io.IOException;
import mortise.cli.flow.Pollable;
import mortise.server.Connection;
import mortise.server.FilteringConnection;

/** Puts a CR before each LF that has none, in what is read. */
final class CrlfInput extends FilteringConnection implements Pollable {
  private boolean afterCr;

  CrlfInput(Connection inner) {
    super(inner);
  }

  @Override
  public boolean hasMore() {
    return inner instanceof Pollable supply && supply.hasMore();
  }

  @Override
  public long pauseMillis() {
    return inner instanceof Pollable supply ? supply.pauseMillis() : 0;
  }

  /** Reads at most half of what there is room for, since each byte may become two. */
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length < 2) {
      throw new IllegalArgumentException("a read of " + length + " bytes is too small for CR LF");
    }
    int room = length / 2;
    int from = offset + length - room;
    int count = inner.read(bytes, from, room);
    int at = offset;
    for (int i = from; i < from + count; i++) {
      byte next = bytes[i];
      if (next == '\n' && !afterCr) {
        bytes[at++] = '\r';
      }
      afterCr = next == '\r';
      bytes[at++] = next;
    }
    return count < 0 ? count : at - offset;
  }
}
