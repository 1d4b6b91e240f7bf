package mortise.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import mortise.cli.learn.LearnPage;
import mortise.cli.learn.LearnText;
import mortise.cli.page.PageAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The tutorial, live; {@link mortise.cli.learn} does it. */
@Command(
    name = "learn",
    description = {
      "The tutorial, live: run its steps one at a time, in a browser or here.",
      "",
      "After each step it shows the calls, and what the kernel has of the sockets:"
          + " TCP states, the listener's queue, bytes in the buffers."
    },
    footer = {
      "",
      "Examples:",
      "  mortise learn                   a page, in the browser where there is one",
      "  mortise learn --text            in the terminal: Enter runs a step",
      "  yes | mortise learn --text --lesson backlog"
    })
final class Learn implements Callable<Integer> {
  @Option(names = "--text", description = "In the terminal, a step for each line of the input.")
  private boolean text;

  @Option(
      names = "--lesson",
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "One lesson of --text: ${COMPLETION-CANDIDATES}.")
  private String lesson = "";

  @Option(
      names = "--language",
      paramLabel = "LANGUAGE",
      description = "en or zh; default: of the locale, or of the browser.")
  private String language = "";

  @Option(
      names = "--listen",
      paramLabel = "[HOST:]PORT",
      description = "Where the page is served; default: a free port on loopback.")
  private String address = "0";

  @Option(names = "--no-browser", description = "Print the address of the page only.")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean known = List.of("", "en", "zh").contains(language);
    Usage.check(spec, known, "unknown language '%s' (expected en or zh)", language);
    boolean named = lesson.isEmpty() || LearnText.names().contains(lesson);
    String all = String.join(", ", LearnText.names());
    Usage.check(spec, named, "unknown lesson '%s' (expected one of %s)", lesson, all);
    if (text) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      new LearnText(spec.commandLine().getOut(), in, isChinese()).run(lesson);
      return Main.OK;
    }
    return page();
  }

  private boolean isChinese() {
    return language.isEmpty()
        ? Stream.of(
                System.getProperty("mortise.lc_all", "").replaceFirst("^=", ""),
                System.getenv().getOrDefault("LC_MESSAGES", ""),
                System.getenv().getOrDefault("LANG", ""))
            .filter(locale -> !locale.isEmpty())
            .findFirst()
            .orElse("")
            .startsWith("zh")
        : language.equals("zh");
  }

  private int page() throws IOException, InterruptedException {
    PageAddress place;
    try {
      place = PageAddress.parse(address);
    } catch (IllegalArgumentException e) {
      throw Usage.wrong(spec, "--listen: %s", e.getMessage());
    }
    PrintWriter out = spec.commandLine().getOut();
    try (LearnPage page = LearnPage.open(place)) {
      String url = page.url() + (language.isEmpty() ? "" : "?language=" + language);
      out.println("the tutorial is at " + url + " (Ctrl-C ends)");
      out.flush();
      if (!quiet) {
        browse(url);
      }
      new CountDownLatch(1).await();
    }
    return Main.OK;
  }

  /** Opens a browser on a desktop that has the program for it. */
  private static void browse(String url) {
    boolean desktop = System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
    boolean there =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "xdg-open")));
    if (desktop && there) {
      try {
        new ProcessBuilder("xdg-open", url)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
      } catch (IOException _) {
        // The address is printed, for a browser that is opened by hand.
      }
    }
  }

  /** What completion offers. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return LearnText.names().iterator();
    }
  }
}
