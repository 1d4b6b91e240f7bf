package mortise.cli.inspect;

import mortise.cli.page.PageAddress;

/**
 * What {@code --inspect} and its options ask for.
 *
 * @param address where the page is served
 * @param history how many bytes of each conversation are kept
 * @param always whether they are kept while no browser shows the page too
 */
public record InspectSettings(PageAddress address, long history, boolean always) {
  /** The bytes of each conversation that are kept where no size is given. */
  public static final long HISTORY = 64 << 10;

  /** The largest size of the history of one conversation. */
  public static final long MOST = 1 << 30;

  /** How many bytes are kept of all conversations together: 256 of the usual size. */
  public long total() {
    return Math.max(16 << 20, 4 * history);
  }
}
