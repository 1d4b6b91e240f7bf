package mortise.cli;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what {@code --help} of a verb shows, or its manual page. */
@Command(
    name = "help",
    description = "Show the help of a verb, or its manual page.",
    footer = {
      "",
      "Examples:",
      "  mortise help serve             as mortise serve --help",
      "  mortise help --man serve       the manual page, without an installed package",
      "  mortise help nc all            every option of nc",
    })
final class Help implements Callable<Integer> {
  @Option(
      names = "--man",
      description = "Show the manual page by man, or its source where there is no man.")
  private boolean manual;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "VERB",
      completionCandidates = Names.class,
      description = "The verb; without it the whole command.")
  private String verb = "";

  @Parameters(index = "1..*", hidden = true)
  private List<String> topics = List.of();

  @Override
  public Integer call() {
    if (manual) {
      return Main.status("manual", "--show=" + verb);
    }
    Stream<String> line = Stream.concat(Stream.of(verb, "--help"), topics.stream());
    return Main.status(line.filter(word -> !word.isEmpty()).toArray(String[]::new));
  }

  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Verbs.names().iterator();
    }
  }
}
