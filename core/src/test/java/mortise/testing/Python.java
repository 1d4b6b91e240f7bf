package mortise.testing;

import java.io.IOException;
import java.util.List;

/** Programs in Python: the peer that has every kind of socket. */
public final class Python {
  private static final String PRELUDE =
      """
      import errno, os, socket, struct, sys
      socket.setdefaulttimeout(%d)
      """
          .formatted(Needs.patience().toSeconds());

  private Python() {}

  /** The command that runs a program; its arguments are {@code sys.argv[1]} and so on. */
  public static List<String> command(String program, Object... arguments) {
    return Program.words(List.of("python3", "-u", "-c", PRELUDE + program), List.of(arguments));
  }

  /** Starts a program in the test's own network. */
  public static Program start(String program, Object... arguments) throws IOException {
    return Program.start(command(program, arguments));
  }

  /** The end of a program that went well and printed {@code text}. */
  public static Program.Ended printed(String text) {
    return new Program.Ended(0, text, "");
  }
}
