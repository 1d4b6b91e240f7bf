package mortise.cli.nc;

/** What nc was called as, which decides about its help. */
public enum CommandName {
  /** {@code mortise nc}: its help is one screen by default. */
  VERB("mortise nc"),

  /** A link named nc or ncat: scripts look for options in the help, so it has all of them. */
  NCAT("ncat");

  private final String words;

  CommandName(String words) {
    this.words = words;
  }

  /**
   * The help.
   *
   * @param wanted what stands behind {@code --help=}, or null
   * @throws UsageException when that is not {@code all}
   */
  public String help(String wanted) {
    if (wanted != null && !wanted.equals("all")) {
      throw new UsageException(
          "invalid value '" + wanted + "' of --help (expected 'all' or none). " + hint());
    }
    return this == NCAT || wanted != null ? NcHelp.whole(words) : NcHelp.screen();
  }

  private String hint() {
    return "Try `" + words + " --help'.";
  }
}
