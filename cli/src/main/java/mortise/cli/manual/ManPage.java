package mortise.cli.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of a verb, or of the command itself, in section 1. */
final class ManPage {
  private static final String EXAMPLES = "Examples:";

  private final CommandSpec spec;
  private final Edition edition;

  /**
   * What all pages of one making have at their foot.
   *
   * @param date as {@code 2026-01-31}
   */
  record Edition(String version, String date) {}

  ManPage(CommandSpec spec, Edition edition) {
    this.spec = spec;
    this.edition = edition;
  }

  /** {@code mortise}, {@code mortise-demo}. */
  String name() {
    return spec.qualifiedName("-");
  }

  @Override
  public String toString() {
    Roff page = new Roff();
    page.request(".\\\" Made from the model of the command line by 'mortise manual'.");
    String title = Roff.escaped(name().toUpperCase(Locale.ROOT));
    page.request(
        String.format(
            Locale.ROOT,
            ".TH %s 1 %s \"mortise %s\" \"User Commands\"",
            title,
            edition.date(),
            Roff.escaped(edition.version())));
    page.section("NAME").styled(Roff.escaped(name() + " - ") + Roff.escaped(summary()));
    synopsis(page);
    description(page);
    verbs(page);
    options(page);
    examples(page);
    CommonSections.add(page);
    seeAlso(page);
    return page.toString();
  }

  /** The first sentence, as the list of verbs has it, without its full stop. */
  private String summary() {
    List<String> lines = lines(spec.usageMessage().description());
    String first = lines.isEmpty() ? name() : lines.getFirst();
    return first.replaceFirst("\\.$", "");
  }

  private void synopsis(Roff page) {
    page.section("SYNOPSIS");
    Stream<String> parts =
        Stream.of(
                Stream.of(Roff.bold(spec.qualifiedName())),
                Stream.of("[" + Roff.italic("OPTION") + "]..."),
                spec.positionalParameters().stream()
                    .filter(p -> !p.hidden())
                    .map(ManPage::positional),
                visibleVerbs().isEmpty() ? Stream.<String>of() : Stream.of(Roff.italic("VERB")))
            .flatMap(part -> part);
    page.styled(parts.collect(Collectors.joining(" ")));
  }

  private static String positional(PositionalParamSpec parameter) {
    String label = Roff.italic(label(parameter));
    String repeated = parameter.arity().max() > 1 ? label + "..." : label;
    return parameter.required() ? repeated : "[" + repeated + "]";
  }

  /** The paragraphs of the description, and those of the footer that are no examples. */
  private void description(Roff page) {
    page.section("DESCRIPTION");
    List<String> lines = new ArrayList<>(lines(spec.usageMessage().description()));
    List<String> footer = lines(spec.usageMessage().footer());
    int examples = footer.indexOf(EXAMPLES);
    lines.add("");
    lines.addAll(examples < 0 ? footer : footer.subList(0, examples));
    paragraphs(page, lines);
  }

  /** Filled text, with a table's lines, which are indented, as they stand. */
  private static void paragraphs(Roff page, List<String> lines) {
    List<String> table = new ArrayList<>();
    boolean between = false;
    boolean any = false;
    for (String line : lines) {
      if (line.startsWith("  ")) {
        table.add(line.strip());
        continue;
      }
      flush(page, table);
      if (line.isBlank()) {
        between = any;
        continue;
      }
      if (between) {
        page.request(".PP");
      }
      page.words(line);
      between = false;
      any = true;
    }
    flush(page, table);
  }

  private static void flush(Roff page, List<String> table) {
    if (!table.isEmpty()) {
      page.verbatim(table);
      table.clear();
    }
  }

  private List<CommandSpec> visibleVerbs() {
    return Model.verbs(spec);
  }

  private void verbs(Roff page) {
    if (visibleVerbs().isEmpty()) {
      return;
    }
    page.section("VERBS");
    for (CommandSpec verb : visibleVerbs()) {
      page.request(".TP").styled(Roff.bold(verb.name()));
      page.words(new ManPage(verb, edition).summary() + ".");
    }
  }

  private void options(Roff page) {
    page.section("OPTIONS");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      if (!parameter.hidden()) {
        page.request(".TP").styled(Roff.italic(label(parameter)));
        describe(page, parameter);
      }
    }
    String group = "";
    for (OptionSpec option : Model.options(spec)) {
      String heading = Model.heading(option);
      if (!heading.equals(group)) {
        group = heading;
        page.request(".SS " + (heading.isEmpty() ? "Other options" : Roff.escaped(heading)));
      }
      page.request(".TP").styled(names(option));
      describe(page, option);
    }
  }

  private static void describe(Roff page, ArgSpec argument) {
    String words = String.join(" ", lines(argument.description()));
    page.words(words);
  }

  private static String names(OptionSpec option) {
    String names = Stream.of(option.names()).map(Roff::bold).collect(Collectors.joining(", "));
    if (option.arity().max() == 0) {
      return names;
    }
    String separator = option.longestName().startsWith("--") ? "=" : " ";
    String value = separator + Roff.italic(label(option));
    return names + (option.arity().min() == 0 ? "[" + value + "]" : value);
  }

  private static String label(ArgSpec argument) {
    return argument.paramLabel().replaceAll("^<|>$", "");
  }

  private void examples(Roff page) {
    List<String> footer = lines(spec.usageMessage().footer());
    int at = footer.indexOf(EXAMPLES);
    if (at >= 0) {
      List<String> lines =
          footer.subList(at + 1, footer.size()).stream().map(String::strip).toList();
      page.section("EXAMPLES").verbatim(lines);
    }
  }

  private void seeAlso(Roff page) {
    Stream<String> others =
        spec.parent() == null
            ? visibleVerbs().stream().map(verb -> new ManPage(verb, edition).name())
            : Stream.concat(
                Stream.of(new ManPage(spec.parent(), edition).name()),
                Stream.of(spec.name().equals("nc") ? "ncat" : "mortise-nc"));
    page.section("SEE ALSO")
        .styled(others.map(name -> Roff.bold(name) + "(1)").collect(Collectors.joining(", ")));
  }

  /** The lines that the model has, without the marks for colours. */
  private static List<String> lines(String[] texts) {
    return Stream.of(texts)
        .map(text -> Ansi.OFF.string(text).replace("%n", "\n").replace("%%", "%"))
        .flatMap(text -> text.isEmpty() ? Stream.of("") : text.lines())
        .toList();
  }
}
