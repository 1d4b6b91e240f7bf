package mortise.cli.sockets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Users of /etc/passwd, passwd(5). */
final class UserNames {
  private static final Path PASSWD = Path.of("/etc/passwd");

  private UserNames() {}

  /**
   * The number of a user.
   *
   * @throws IllegalArgumentException when there is no such user
   */
  static long number(String nameOrNumber) throws IOException {
    if (nameOrNumber.matches("\\d{1,10}")) {
      return Long.parseLong(nameOrNumber);
    }
    try (Stream<String> lines = Files.lines(PASSWD)) {
      return lines
          .map(line -> line.split(":"))
          .filter(fields -> fields.length > 2 && fields[0].equals(nameOrNumber))
          .mapToLong(fields -> Long.parseLong(fields[2]))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("unknown user '" + nameOrNumber + "'"));
    }
  }
}
