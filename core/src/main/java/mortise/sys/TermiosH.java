package mortise.sys;

import static mortise.sys.Calls.call;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

/** {@code termios.h}: what a terminal does with the bytes that pass it. */
@Header("termios.h")
public final class TermiosH {
  public static final int TCSANOW = 0;

  public static final int IGNBRK = 01;
  public static final int BRKINT = 02;
  public static final int PARMRK = 010;
  public static final int ISTRIP = 040;
  public static final int INLCR = 0100;
  public static final int IGNCR = 0200;
  public static final int ICRNL = 0400;
  public static final int IXON = 02000;

  public static final int OPOST = 01;
  public static final int ONLCR = 04;

  public static final int CSIZE = 060;
  public static final int CS8 = 060;
  public static final int PARENB = 0400;

  public static final int ISIG = 01;
  public static final int ICANON = 02;
  public static final int ECHO = 010;
  public static final int ECHONL = 0100;
  public static final int IEXTEN = 0100000;

  public static final int VQUIT = 1;
  public static final int VEOF = 4;
  public static final int VTIME = 5;
  public static final int VMIN = 6;
  public static final int VSUSP = 10;

  private static final MemorySegment TCGETATTR = function("tcgetattr");
  private static final MemorySegment TCSETATTR = function("tcsetattr");

  private TermiosH() {}

  /** {@code int tcgetattr(int fd, struct termios *termios_p)}; INSTANT. */
  public static int tcgetattr(int fd, MemorySegment termios) {
    return call(TCGETATTR, fd, termios);
  }

  /**
   * {@code int tcsetattr(int fd, int actions, const struct termios *termios_p)}; INSTANT with
   * {@link #TCSANOW}.
   */
  public static int tcsetattr(int fd, int actions, MemorySegment termios) {
    return call(TCSETATTR, fd, number(actions), termios);
  }
}
