package mortise.cli.nc;

import java.io.IOException;
import mortise.cli.flow.DescriptorConnection;
import mortise.cli.watch.Watch;

/**
 * One run of nc: what was asked for, and what it is done with.
 *
 * @param settings what was asked for
 * @param stdio this end
 * @param log the messages
 * @param watch the observers
 * @param begin the {@link System#nanoTime} of the start
 */
record NcRun(NcSettings settings, DescriptorConnection stdio, Log log, Watch watch, long begin) {
  /** What of the input may go along with the connection, TCP's own header and options aside. */
  private static final int FIRST = 1200;

  /** Whether input is available at this moment; it is read ahead then. */
  boolean hasFirstBytes() throws IOException {
    if (settings.transferMode().recvOnly() || !stdio.hasMoreSoon()) {
      return false;
    }
    if (stdio.readAhead().count() == 0) {
      byte[] first = new byte[FIRST];
      int count = stdio.read(first, 0, FIRST);
      if (count > 0) {
        stdio.readAhead().unread(first, 0, count);
      }
    }
    return stdio.readAhead().count() > 0;
  }
}
