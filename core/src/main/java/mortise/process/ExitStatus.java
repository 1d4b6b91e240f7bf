package mortise.process;

/**
 * How a child ended.
 *
 * @param status the exit status, 0..255; 0 if a signal ended it
 * @param signal the signal that ended it, 0 where none did
 */
public record ExitStatus(int status, int signal) {
  /** The status as in a shell: the exit status, or 128 plus the signal. */
  public int shellStatus() {
    return signal == 0 ? status : 128 + signal;
  }

  /** Whether it exited with status 0. */
  public boolean isSuccess() {
    return signal == 0 && status == 0;
  }
}
