package mortise.cli.inspect;

import mortise.cli.page.PageAddress;

/**
 * What {@code --inspect}, its history and {@code --watch} ask for.
 *
 * @param page where the page is served; null for none
 * @param history how many bytes of each conversation are kept
 * @param always whether they are kept without a page in a browser, too
 * @param terminal whether the table is drawn on the terminal
 */
public record InspectSettings(PageAddress page, long history, boolean always, boolean terminal) {
  /** The bytes of each conversation that are kept where no size is given. */
  public static final long HISTORY = 64 << 10;

  /** The largest size of the history of one conversation. */
  public static final long MOST = 1 << 30;

  /** How many bytes are kept of all conversations together: 256 of the usual size. */
  public long total() {
    return Math.max(16 << 20, 4 * history);
  }
}
