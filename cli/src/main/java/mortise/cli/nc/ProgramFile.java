package mortise.cli.nc;

import java.nio.file.Files;
import java.nio.file.Path;
import mortise.net.ByteText;
import mortise.process.Environment;

/** Where a program lies, as execvp(3) looks for it. */
final class ProgramFile {
  private ProgramFile() {}

  /**
   * Complains of a program that cannot be run, so that this is known before the first peer comes.
   *
   * @param name one without a slash is looked for on the PATH
   * @throws UsageException when it is not there or may not be run
   */
  static void check(String option, String name) {
    if (name.indexOf('/') < 0) {
      if (!isOnPath(name)) {
        throw new UsageException(option + ": program '" + name + "' is not on the PATH");
      }
      return;
    }
    Path file = ByteText.path(name);
    if (!Files.exists(file)) {
      throw new UsageException(option + ": program '" + name + "' does not exist");
    }
    if (Files.isDirectory(file)) {
      throw new UsageException(option + ": '" + name + "' is a directory (expected a program)");
    }
    if (!Files.isExecutable(file)) {
      throw new UsageException(option + ": '" + name + "' is not executable (chmod +x)");
    }
  }

  private static boolean isOnPath(String name) {
    String path = Environment.variable("PATH").orElse("/bin:/usr/bin");
    // What execvp takes where there is none, confstr(3).
    for (String folder : path.split(":", -1)) {
      Path file = ByteText.path((folder.isEmpty() ? "." : folder) + "/" + name);
      if (Files.isRegularFile(file) && Files.isExecutable(file)) {
        return true;
      }
    }
    return false;
  }
}
