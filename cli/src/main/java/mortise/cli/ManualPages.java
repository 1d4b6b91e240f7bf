package mortise.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import mortise.cli.manual.Manual;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the manual pages and completion scripts, for those who make packages. */
@Command(
    name = "manual",
    hidden = true,
    description = "Write manual pages and completion scripts, as /usr/share has them.")
final class ManualPages implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIRECTORY", description = "What becomes /usr/share.")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    for (Path file : Manual.write(spec.root(), Verbs.version(), folder)) {
      spec.commandLine().getOut().println(file);
    }
    return Main.OK;
  }
}
