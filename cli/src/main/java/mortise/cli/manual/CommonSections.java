package mortise.cli.manual;

/** The sections common to the pages of all verbs. */
final class CommonSections {
  private CommonSections() {}

  static void add(Roff page) {
    page.section("EXIT STATUS");
    entry(page, "0", "Success.");
    entry(page, "1", "Network error: a connection was refused, timed out or was reset.");
    entry(page, "2", "Invalid command line, or another error, such as a full disk.");
    entry(page, "130", "Terminated by Ctrl-C. Other signals: 128 plus their number.");
    page.section("ENVIRONMENT");
    entry(page, "NO_COLOR", "When set and not empty, disables colours on terminals.");
    entry(page, "COLUMNS", "The width of the help; default 80.");
    entry(page, "MORTISE_JAVA_OPTS", "Options for the JVM of the command, before its own.");
  }

  private static void entry(Roff page, String word, String meaning) {
    page.request(".TP").styled(Roff.bold(word)).words(meaning);
  }
}
