package mortise.cli;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.concurrent.Callable;
import mortise.cli.manual.Manual;
import mortise.cli.shell.Suggestion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that teaches a shell to complete this command. */
@Command(
    name = "completion",
    description = "Print the completion script for bash or zsh.",
    footer = {
      "",
      "Examples:",
      "  source <(mortise completion bash)      in ~/.bashrc",
      "  source <(mortise completion zsh)       in ~/.zshrc, after compinit",
    })
final class Completion implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SHELL",
      completionCandidates = Shells.class,
      description = "bash or zsh.")
  private String shell;

  @Override
  public Integer call() {
    if (!Manual.SHELLS.contains(shell)) {
      throw new ParameterException(
          spec.commandLine(),
          "'" + shell + "' is neither bash nor zsh." + Suggestion.sentence(shell, Manual.SHELLS));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(Manual.completion(spec.root(), shell));
    out.flush();
    return Main.OK;
  }

  static final class Shells implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Manual.SHELLS.iterator();
    }
  }
}
