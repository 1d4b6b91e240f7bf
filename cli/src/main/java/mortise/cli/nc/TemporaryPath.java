package mortise.cli.nc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import mortise.net.ByteText;
import mortise.process.Environment;

/** An unused name for a socket in the directory for temporary files: TMPDIR, or /tmp. */
final class TemporaryPath {
  private static final int LETTERS = 6;
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int TRIES = 100;

  private TemporaryPath() {}

  static Path choose() throws IOException {
    String folder = Environment.variable("TMPDIR").orElse("");
    Path parent = ByteText.path(folder.isEmpty() ? "/tmp" : folder);
    for (int i = 0; i < TRIES; i++) {
      StringBuilder name = new StringBuilder("ncat.");
      for (int k = 0; k < LETTERS; k++) {
        name.append(ALPHABET.charAt(ThreadLocalRandom.current().nextInt(ALPHABET.length())));
      }
      Path path = parent.resolve(name.toString());
      if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
        return path;
      }
    }
    throw new IOException("No free socket name in " + parent);
  }
}
