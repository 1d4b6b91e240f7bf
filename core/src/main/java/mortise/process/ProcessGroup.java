package mortise.process;

/** The process group of a child, which receives signals together, setpgid(2), setsid(2). */
public enum ProcessGroup {
  /** With this process: Ctrl-C at the terminal reaches both. */
  SHARED,

  /** With its own children, as the shell has it for a job; the terminal stays the same. */
  OWN,

  /**
   * With its own children and without a terminal, or with the one that it opens first as its
   * controlling terminal.
   */
  SESSION
}
