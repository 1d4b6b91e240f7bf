package mortise.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mortise.net.Errno;
import mortise.sys.Fcntl;

/**
 * Which descriptors this process was started with. A JVM that starts with 0, 1 or 2 closed opens
 * files of its own under these numbers, and whatever reads, writes or replaces them as standard
 * input or output hands out the JDK's classes, or ends the JVM.
 *
 * <p>One case cannot be detected: where a second one was closed, Java may have opened and closed a
 * file under its number, and puts {@code /dev/null} there then, to write. What is written to it
 * goes where it would with {@code >/dev/null}.
 */
final class StandardStreams {
  static final int LAST = 2;

  private static final Path OPEN = Path.of("/proc/self/fd");

  private StandardStreams() {}

  /**
   * Whether a number stands for what this process was started with, and not for what the JVM or the
   * program has opened since.
   */
  static boolean isInherited(int number) throws IOException {
    return survivesExec(number) && !(FileType.of(number) == FileType.FILE && isOfJvm(number));
  }

  /** Refuses a standard stream that this process was started without. */
  static void check(int number) throws IOException {
    if (number <= LAST && !isInherited(number)) {
      String text = "descriptor " + number + " was closed when this process was started (EBADF)";
      throw new DescriptorException(Errno.EBADF, "fstat", text, 0);
    }
  }

  /** What comes through exec(2) has no FD_CLOEXEC, and what this library opens has it. */
  private static boolean survivesExec(int number) {
    int flags = Fcntl.fcntl(number, Fcntl.F_GETFD, 0);
    return flags >= 0 && (flags & Fcntl.FD_CLOEXEC) == 0;
  }

  /**
   * The JVM opens the files of its classes without that flag. They are known where there is /proc.
   */
  private static boolean isOfJvm(int number) throws IOException {
    return Files.exists(path(number))
        && (isOnPath(number) || isModules(number) && !isModulesAbove(number));
  }

  /** Whether it is a jar of the program, on the class path or on the module path. */
  private static boolean isOnPath(int number) throws IOException {
    Path open = path(number);
    for (String property : List.of("java.class.path", "jdk.module.path")) {
      for (String entry : System.getProperty(property, "").split(File.pathSeparator)) {
        if (!entry.isEmpty() && isAt(open, Path.of(entry))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a path leads to an open file, or to a folder that it lies in. */
  private static boolean isAt(Path open, Path entry) throws IOException {
    if (!Files.isDirectory(entry)) {
      return Files.exists(entry) && Files.isSameFile(open, entry);
    }
    Path folder = Files.readSymbolicLink(open).getParent();
    return folder != null && Files.exists(folder) && Files.isSameFile(folder, entry);
  }

  /** Whether it is the file of the JDK's classes. */
  private static boolean isModules(int number) throws IOException {
    Path modules = Path.of(System.getProperty("java.home"), "lib", "modules");
    return Files.exists(modules) && Files.isSameFile(path(number), modules);
  }

  private static Path path(int number) {
    return OPEN.resolve(Integer.toString(number));
  }

  /**
   * Whether the JVM has that file at a higher number: it opens it once, at the lowest number that
   * is free, so the one below was redirected from it.
   */
  private static boolean isModulesAbove(int number) throws IOException {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(OPEN)) {
      for (Path entry : open) {
        int other = Integer.parseInt(entry.getFileName().toString());
        if (other > number && survivesExec(other) && isModules(other)) {
          return true;
        }
      }
    }
    return false;
  }
}
