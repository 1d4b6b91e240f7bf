package mortise.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The file of a program as the JDK's source launcher is given it.
 *
 * <p>That compiles the files beside it too (JEP 458), and in Java a class of the own package comes
 * before one of a package that is imported as a whole: a {@code Server.java} in the folder would
 * hide {@code mortise.server.Server} from a program that imports {@code mortise.server.*}. So where
 * names collide the program is given to the launcher in a folder of links to all but these files.
 */
final class ProgramSource implements AutoCloseable {
  private static final String SUFFIX = ".java";
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s");
  private static final Pattern STAR =
      Pattern.compile("(?m)^\\s*import\\s+(mortise(?:\\.\\w+)+)\\s*\\.\\s*\\*\\s*;");
  private static final Pattern MODULE =
      Pattern.compile("(?m)^\\s*import\\s+module\\s+mortise\\s*;");

  private final Path file;

  /** Null where the file is run from its place. */
  private final Path links;

  private ProgramSource(Path file, Path links) {
    this.file = file;
    this.links = links;
  }

  /** The source of a program; {@code library} has the packages that mortise exports. */
  static ProgramSource of(Path file, Set<String> library) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Set<Path> hiding = hiding(file, folder, library);
    if (hiding.isEmpty()) {
      return new ProgramSource(file, null);
    }
    Path links = Files.createTempDirectory("mortise-run");
    ProgramSource source = new ProgramSource(links.resolve(file.getFileName()), links);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (!hiding.contains(entry)) {
          Files.createSymbolicLink(links.resolve(entry.getFileName()), entry);
        }
      }
      return source;
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** The files beside the program whose classes would stand for those that it imports. */
  private static Set<Path> hiding(Path file, Path folder, Set<String> library) throws IOException {
    String text = COMMENT.matcher(Files.readString(file, ISO_8859_1)).replaceAll(" ");
    Set<String> packages = new LinkedHashSet<>();
    STAR.matcher(text).results().map((MatchResult found) -> found.group(1)).forEach(packages::add);
    if (MODULE.matcher(text).find()) {
      packages.addAll(library);
    }
    Set<Path> hiding = new LinkedHashSet<>();
    // Of a package other than the unnamed one the files lie elsewhere.
    if (packages.isEmpty() || PACKAGE.matcher(text).find()) {
      return hiding;
    }
    try (DirectoryStream<Path> siblings = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path sibling : siblings) {
        String name = sibling.getFileName().toString();
        String simple = name.substring(0, name.length() - SUFFIX.length());
        boolean other = !name.equals(file.getFileName().toString());
        if (other && packages.stream().anyMatch(in -> isPublic(in + "." + simple))) {
          hiding.add(sibling);
        }
      }
    }
    return hiding;
  }

  private static boolean isPublic(String name) {
    try {
      Class<?> type = Class.forName(name, false, ProgramSource.class.getClassLoader());
      return Modifier.isPublic(type.getModifiers());
    } catch (ClassNotFoundException _) {
      return false;
    }
  }

  /** What the launcher is given. */
  Path file() {
    return file;
  }

  /** Removes the links. */
  @Override
  public void close() throws IOException {
    if (links == null || !Files.exists(links)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(links)) {
      for (Path entry : entries) {
        Files.deleteIfExists(entry);
      }
    }
    Files.deleteIfExists(links);
  }
}
