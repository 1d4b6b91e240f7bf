package mortise.cli.watch;

import java.nio.file.Path;
import mortise.cli.inspect.InspectSettings;

/**
 * The settings of the observers of conversations.
 *
 * @param output the file that gets the bytes of both ways as they come (ncat's {@code -o}), or null
 * @param hexDump the file that gets them as a hex dump (ncat's {@code -x}), or null
 * @param append whether these two files keep what they have
 * @param capture the file that gets the conversations as pcapng, or null
 * @param hex a hex dump on standard error
 * @param json an event a line on standard error
 * @param progress a progress line
 * @param report a line at the end of each conversation, and of the program
 * @param trace every socket call on standard error
 * @param inspect the page or the terminal that shows the conversations, or null
 */
public record WatchSettings(
    Path output,
    Path hexDump,
    boolean append,
    Path capture,
    boolean hex,
    boolean json,
    When progress,
    boolean report,
    boolean trace,
    InspectSettings inspect) {
  /** Whether something is done without being asked for. */
  public enum When {
    /** Where it is of use: on a terminal that nothing else is written to. */
    AUTO,
    ALWAYS,
    NEVER
  }

  /** No observers, and progress on a suitable terminal. */
  public static final WatchSettings DEFAULT =
      new WatchSettings(null, null, false, null, false, false, When.AUTO, false, false, null);

  public WatchSettings output(Path file) {
    return new WatchSettings(
        file, hexDump, append, capture, hex, json, progress, report, trace, inspect);
  }

  public WatchSettings hexDump(Path file) {
    return new WatchSettings(
        output, file, append, capture, hex, json, progress, report, trace, inspect);
  }

  public WatchSettings append(boolean on) {
    return new WatchSettings(
        output, hexDump, on, capture, hex, json, progress, report, trace, inspect);
  }

  public WatchSettings capture(Path file) {
    return new WatchSettings(
        output, hexDump, append, file, hex, json, progress, report, trace, inspect);
  }

  public WatchSettings hex(boolean on) {
    return new WatchSettings(
        output, hexDump, append, capture, on, json, progress, report, trace, inspect);
  }

  public WatchSettings json(boolean on) {
    return new WatchSettings(
        output, hexDump, append, capture, hex, on, progress, report, trace, inspect);
  }

  public WatchSettings progress(When when) {
    return new WatchSettings(
        output, hexDump, append, capture, hex, json, when, report, trace, inspect);
  }

  public WatchSettings report(boolean on) {
    return new WatchSettings(
        output, hexDump, append, capture, hex, json, progress, on, trace, inspect);
  }

  public WatchSettings trace(boolean on) {
    return new WatchSettings(
        output, hexDump, append, capture, hex, json, progress, report, on, inspect);
  }

  public WatchSettings inspect(InspectSettings page) {
    return new WatchSettings(
        output, hexDump, append, capture, hex, json, progress, report, trace, page);
  }

  /** Whether the connections are shown in the terminal, which nothing else is written to then. */
  public boolean showsTable() {
    return inspect != null && inspect.terminal();
  }
}
