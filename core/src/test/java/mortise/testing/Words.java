package mortise.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures the prose of the project: {@code bin/words} prints a table of it, and a test keeps the
 * summaries of the public Javadoc at zero beginnings "The same".
 */
public final class Words {
  private static final Pattern PERSONS = word("who|whom|whoever|nobody|somebody|anybody");
  private static final Pattern SPEECH = word("say|says|said|saying|tell|tells|told|telling");
  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z'-]*");
  private static final Pattern SAME = Pattern.compile("/\\*\\*[\\s*]*The same\\b");
  private static final Pattern EXPORT = Pattern.compile("(?m)^\\s*exports ([a-z.]+);");

  /** A comment, or what may contain characters that look like one: text blocks, strings, chars. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\".*?(?<!\\\\)\"\"\""
              + "|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'");

  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```|^ {4}.*?$|`[^`\\n]*`");

  /** Counts of one file or of several. */
  public record Counts(
      int words, int persons, int speech, int sameSummaries, int commentLines, int codeLines) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    Counts plus(Counts other) {
      return new Counts(
          words + other.words,
          persons + other.persons,
          speech + other.speech,
          sameSummaries + other.sameSummaries,
          commentLines + other.commentLines,
          codeLines + other.codeLines);
    }

    double perThousand(int count) {
      return words == 0 ? 0 : 1000.0 * count / words;
    }
  }

  private Words() {}

  private static Pattern word(String alternatives) {
    return Pattern.compile("\\b(?:" + alternatives + ")\\b", Pattern.CASE_INSENSITIVE);
  }

  /** The counts of the comments of a Java source. */
  public static Counts ofJava(String source) {
    StringBuilder comments = new StringBuilder();
    StringBuilder code = new StringBuilder();
    Matcher token = TOKEN.matcher(source);
    int at = 0;
    while (token.find()) {
      code.append(source, at, token.start());
      at = token.end();
      boolean isComment = token.group().startsWith("/");
      (isComment ? comments : code).append(token.group()).append(isComment ? "\n" : "");
    }
    code.append(source, at, source.length());
    int same = (int) SAME.matcher(comments).results().count();
    return ofText(comments.toString(), same, lines(comments), lines(code));
  }

  /** The counts of a page in Markdown, without its code. */
  public static Counts ofMarkdown(String page) {
    return ofText(FENCED.matcher(page).replaceAll(" "), 0, 0, 0);
  }

  private static Counts ofText(String text, int same, int commentLines, int codeLines) {
    return new Counts(
        count(WORD, text),
        count(PERSONS, text),
        count(SPEECH, text),
        same,
        commentLines,
        codeLines);
  }

  private static int count(Pattern pattern, String text) {
    return (int) pattern.matcher(text).results().count();
  }

  private static int lines(CharSequence text) {
    return (int) text.toString().lines().filter(line -> !line.isBlank()).count();
  }

  /** The counts by file of all Java sources, or Markdown pages, at or below the given paths. */
  public static Map<Path, Counts> of(List<Path> roots) throws IOException {
    Map<Path, Counts> all = new TreeMap<>();
    for (Path root : roots) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (file.toString().endsWith(".java")) {
            all.put(file, ofJava(Files.readString(file)));
          } else if (file.toString().endsWith(".md")) {
            all.put(file, ofMarkdown(Files.readString(file)));
          }
        }
      }
    }
    return all;
  }

  /** The folders of the packages that core exports. */
  public static List<Path> exported(Path checkout) throws IOException {
    Path sources = checkout.resolve("core/src/main/java");
    return EXPORT
        .matcher(Files.readString(sources.resolve("module-info.java")))
        .results()
        .map(export -> sources.resolve(export.group(1).replace('.', '/')))
        .toList();
  }

  /** The names of top-level types that occur in more than one package, with the packages. */
  public static Map<String, List<String>> duplicates(List<Path> roots) throws IOException {
    Map<String, List<String>> packages = new TreeMap<>();
    for (Path root : roots) {
      try (Stream<Path> files = Files.walk(root)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !file.toString().endsWith("-info.java"))
            .forEach(file ->
                packages
                    .computeIfAbsent(
                        file.getFileName().toString().replace(".java", ""),
                        name -> new ArrayList<>())
                    .add(file.getParent().getFileName().toString()));
      }
    }
    packages.values().removeIf(names -> names.size() < 2);
    return packages;
  }

  /** Prints the table; with a number as second argument, that many files with the highest rates. */
  public static void main(String... arguments) throws IOException {
    Path checkout = Path.of(arguments[0]);
    int listed = arguments.length < 2 ? 0 : Integer.parseInt(arguments[1]);
    Path core = checkout.resolve("core/src/main/java");
    Path cli = checkout.resolve("cli/src/main/java");
    System.out.printf(
        "%-10s %7s %12s %13s %11s %14s%n",
        "", "words", "who etc./1000", "say etc./1000", "'The same'", "comment lines");
    row("core", of(List.of(core)));
    row("exported", of(exported(checkout)));
    row("cli", of(List.of(cli)));
    row("docs", of(pages(checkout)));
    System.out.println("comment lines: per 100 lines of code");
    Map<String, List<String>> twice = duplicates(List.of(core, cli));
    System.out.println("simple names that occur twice or more: " + twice.size());
    twice.forEach((name, packages) -> System.out.println("  " + name + " " + packages));
    System.out.println("of these in exported packages: " + duplicates(exported(checkout)).keySet());
    if (listed > 0) {
      worst(checkout, of(List.of(core, cli)), listed);
    }
  }

  private static List<Path> pages(Path checkout) {
    return Stream.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs")
        .map(checkout::resolve)
        .filter(Files::exists)
        .toList();
  }

  private static void row(String name, Map<Path, Counts> files) {
    Counts all = files.values().stream().reduce(Counts.NONE, Counts::plus);
    System.out.printf(
        "%-10s %7d %12.1f %13.1f %11d %14s%n",
        name,
        all.words,
        all.perThousand(all.persons),
        all.perThousand(all.speech),
        all.sameSummaries,
        all.codeLines == 0 ? "" : "" + 100 * all.commentLines / all.codeLines);
  }

  private static void worst(Path checkout, Map<Path, Counts> files, int listed) {
    Comparator<Map.Entry<Path, Counts>> most =
        Comparator.comparing(entry -> -entry.getValue().persons - entry.getValue().speech);
    String rows =
        files.entrySet().stream()
            .sorted(most)
            .limit(listed)
            .map(entry ->
                "  %3d %3d  %s"
                    .formatted(
                        entry.getValue().persons,
                        entry.getValue().speech,
                        checkout.relativize(entry.getKey())))
            .collect(Collectors.joining("\n"));
    System.out.println("most words of persons and of speech:\n" + rows);
  }
}
