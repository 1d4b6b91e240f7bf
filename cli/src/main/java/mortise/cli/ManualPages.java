package mortise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import mortise.cli.manual.Manual;
import mortise.process.ChildConfig;
import mortise.process.ChildProcess;
import mortise.process.ChildStream;
import mortise.process.ProcessGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the manual pages and completion scripts for packages, or shows one page. */
@Command(
    name = "manual",
    hidden = true,
    description = "Write manual pages and completion scripts, as /usr/share has them.")
final class ManualPages implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--show",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "VERB",
      description = "Show a page by man(1), or print its source where there is no man.")
  private String shown;

  @Option(
      names = "--texts",
      paramLabel = "DIRECTORY",
      description = "Write the help of all verbs and the version there, for launchers.")
  private Path texts;

  @Parameters(arity = "0..1", paramLabel = "DIRECTORY", description = "What becomes /usr/share.")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    if (shown != null) {
      return show();
    }
    if (texts != null) {
      HelpTexts.write(spec.root().commandLine(), texts);
      return Main.OK;
    }
    if (folder == null) {
      throw new ParameterException(spec.commandLine(), "missing argument: DIRECTORY");
    }
    for (Path file : Manual.write(spec.root(), Verbs.version(), folder)) {
      spec.commandLine().getOut().println(file);
    }
    return Main.OK;
  }

  private int show() throws IOException {
    String page =
        Manual.page(spec.root(), Verbs.version(), shown)
            .orElseThrow(() ->
                new ParameterException(
                    spec.root().commandLine(), "no manual page of '" + shown + "': unknown verb"));
    if (!hasMan()) {
      spec.commandLine().getOut().print(page);
      spec.commandLine().getOut().flush();
      return Main.OK;
    }
    Path file = Files.createTempFile("mortise-", ".1");
    try {
      Files.writeString(file, page);
      ChildConfig man =
          ChildConfig.of("man", "-l", file.toString())
              .streams(ChildStream.INHERIT, ChildStream.INHERIT, ChildStream.INHERIT)
              .group(ProcessGroup.SHARED);
      try (ChildProcess child = ChildProcess.start(man)) {
        return child.waitFor().shellStatus();
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static boolean hasMan() {
    String path = System.getenv("PATH");
    return path != null
        && Stream.of(path.split(":"))
            .map(folder -> Path.of(folder, "man"))
            .anyMatch(man -> Files.isRegularFile(man) && Files.isExecutable(man));
  }
}
