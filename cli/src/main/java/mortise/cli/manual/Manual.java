package mortise.cli.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mortise.cli.manual.ManPage.Edition;
import picocli.CommandLine.Model.CommandSpec;

/** All that a package installs beside the command: manual pages, and completion for two shells. */
public final class Manual {
  /** The shells that {@link #completion} knows. */
  public static final List<String> SHELLS = List.of("bash", "zsh");

  private Manual() {}

  /** The script that completes the command in a shell. */
  public static String completion(CommandSpec mortise, String shell) {
    return switch (shell) {
      case "bash" -> BashCompletion.of(mortise);
      case "zsh" -> ZshCompletion.of(mortise);
      default -> throw new IllegalArgumentException("'" + shell + "' is neither bash nor zsh");
    };
  }

  /** The manual page of a verb, or of the command for an empty name; empty if there is none. */
  public static Optional<String> page(CommandSpec mortise, String version, String verb) {
    return Stream.concat(Stream.of(mortise), Model.verbs(mortise).stream())
        .filter(command -> (command == mortise ? "" : command.name()).equals(verb))
        .map(command -> new ManPage(command, new Edition(version, date())).toString())
        .findFirst();
  }

  /**
   * Writes the files below a folder that becomes {@code /usr/share}: {@code man/man1}, {@code
   * bash-completion/completions} and {@code zsh/vendor-completions}. Those that are there are
   * written anew. The pages bear the date in SOURCE_DATE_EPOCH, or today's.
   *
   * @return the files
   */
  public static List<Path> write(CommandSpec mortise, String version, Path folder)
      throws IOException {
    Edition edition = new Edition(version, date());
    List<CommandSpec> commands = new ArrayList<>(List.of(mortise));
    commands.addAll(Model.verbs(mortise));
    List<Path> files = new ArrayList<>();
    for (CommandSpec command : commands) {
      ManPage page = new ManPage(command, edition);
      files.add(write(folder.resolve("man/man1/" + page.name() + ".1"), page.toString()));
    }
    files.add(
        write(folder.resolve("bash-completion/completions/mortise"), completion(mortise, "bash")));
    // bash-completion looks for the file by the command's name. It has one for nc itself.
    files.add(
        write(folder.resolve("bash-completion/completions/ncat"), completion(mortise, "bash")));
    files.add(write(folder.resolve("zsh/vendor-completions/_mortise"), completion(mortise, "zsh")));
    return files;
  }

  private static String date() {
    String epoch = System.getenv("SOURCE_DATE_EPOCH");
    Instant time = epoch == null ? Instant.now() : Instant.ofEpochSecond(Long.parseLong(epoch));
    return LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
