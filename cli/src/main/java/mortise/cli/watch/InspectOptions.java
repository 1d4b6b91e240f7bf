package mortise.cli.watch;

import mortise.cli.inspect.InspectSettings;
import mortise.cli.page.PageAddress;
import mortise.cli.shell.Amount;
import mortise.cli.shell.TerminalScreen;
import picocli.CommandLine.Option;

/** The options that show the connections, on a page and in the terminal: a mixin of picocli's. */
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

  @Option(names = "--watch", description = "Show connections live in the terminal, as top does.")
  private boolean terminal;

  /**
   * What the options ask for; null without {@code --inspect} and {@code --watch}.
   *
   * @throws IllegalArgumentException when a value cannot be read, an option lacks the first one, or
   *     there is no terminal
   */
  public InspectSettings settings() {
    return settings(page, history, terminal);
  }

  /** The settings of options as they are written; null stands for one that is not given. */
  public static InspectSettings settings(String page, String history, boolean terminal) {
    if (page == null && history != null) {
      throw new IllegalArgumentException("--inspect-history needs --inspect");
    }
    boolean always = history != null && history.endsWith(ALWAYS);
    String size = always ? history.substring(0, history.length() - ALWAYS.length()) : history;
    long bytes = size == null ? InspectSettings.HISTORY : Amount.bytes(size);
    if (bytes > InspectSettings.MOST) {
      throw new IllegalArgumentException("--inspect-history " + history + ": at most 1G");
    }
    PageAddress address = page == null ? null : address(page);
    if (terminal) {
      TerminalScreen.check("--watch");
    }
    return address == null && !terminal
        ? null
        : new InspectSettings(address, bytes, always, terminal);
  }

  private static PageAddress address(String page) {
    try {
      return PageAddress.parse(page);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--inspect: " + e.getMessage(), e);
    }
  }
}
