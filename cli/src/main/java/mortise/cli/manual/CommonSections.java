package mortise.cli.manual;

/** What the pages of all verbs say. */
final class CommonSections {
  private CommonSections() {}

  static void add(Roff page) {
    page.section("EXIT STATUS");
    entry(page, "0", "All went well.");
    entry(page, "1", "The network failed: a connection was refused, timed out or was reset.");
    entry(page, "2", "The command line was wrong, or anything else failed, such as a full disk.");
    entry(page, "130", "Ctrl-C ended the command. Other signals give 128 and their number.");
    page.section("ENVIRONMENT");
    entry(page, "NO_COLOR", "When set and not empty, nothing is coloured, on terminals either.");
    entry(page, "COLUMNS", "The width of the help; 80 where it is not set.");
    entry(
        page,
        "MORTISE_JAVA_OPTS",
        "Options for the Java that runs the command, in front of its own.");
  }

  private static void entry(Roff page, String word, String meaning) {
    page.request(".TP").styled(Roff.bold(word)).words(meaning);
  }
}
