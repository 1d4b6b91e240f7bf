package mortise.cli.watch;

import mortise.cli.inspect.InspectSettings;
import mortise.cli.page.PageAddress;
import mortise.cli.shell.Amount;
import picocli.CommandLine.Option;

/** The options of the page that shows the conversations: a mixin of picocli's. */
public final class InspectOptions {
  /** Behind the size: kept while no browser shows the page, too. */
  private static final String ALWAYS = ",always";

  @Option(
      names = "--inspect",
      paramLabel = "[HOST:]PORT",
      description = "Show connections on a page for browsers.")
  private String page;

  @Option(
      names = "--inspect-history",
      paramLabel = "SIZE",
      description = "Bytes kept of each (64K); SIZE,always: unseen too.")
  private String history;

  /**
   * What the options ask for; null without {@code --inspect}.
   *
   * @throws IllegalArgumentException when a value cannot be read, or an option lacks the first one
   */
  public InspectSettings settings() {
    return settings(page, history);
  }

  /** The settings of two options as they are written; null stands for one that is not given. */
  public static InspectSettings settings(String page, String history) {
    if (page == null) {
      if (history != null) {
        throw new IllegalArgumentException("--inspect-history needs --inspect");
      }
      return null;
    }
    boolean always = history != null && history.endsWith(ALWAYS);
    String size = always ? history.substring(0, history.length() - ALWAYS.length()) : history;
    long bytes = size == null ? InspectSettings.HISTORY : Amount.bytes(size);
    if (bytes > InspectSettings.MOST) {
      throw new IllegalArgumentException("--inspect-history " + history + ": at most 1G");
    }
    return new InspectSettings(PageAddress.parse(page), bytes, always);
  }
}
