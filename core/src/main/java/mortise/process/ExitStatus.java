package mortise.process;

/**
 * How a child ended.
 *
 * @param status what it said, 0..255; 0 where a signal ended it
 * @param signal the signal that ended it, 0 where none did
 */
public record ExitStatus(int status, int signal) {
  /** As a shell tells it: the status, or 128 and the signal. */
  public int shellStatus() {
    return signal == 0 ? status : 128 + signal;
  }

  /** Whether it ended by itself and said 0. */
  public boolean isSuccess() {
    return signal == 0 && status == 0;
  }
}
