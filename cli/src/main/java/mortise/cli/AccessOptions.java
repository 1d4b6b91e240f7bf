package mortise.cli;

import java.nio.file.Path;
import java.util.List;
import mortise.cli.serve.Guard;
import picocli.CommandLine.Option;

/** Who may connect: a mixin of picocli's. */
final class AccessOptions {
  @Option(
      names = "--allow",
      split = ",",
      paramLabel = "RULE",
      hideParamSyntax = true,
      description = "Who may connect: address, block, name.")
  private List<String> allow = List.of();

  @Option(
      names = "--deny",
      split = ",",
      paramLabel = "RULE",
      hideParamSyntax = true,
      description = "Who may not, which overrules.")
  private List<String> deny = List.of();

  @Option(names = "--allow-file", paramLabel = "FILE", description = "Rules in a file.")
  private List<Path> allowFiles = List.of();

  @Option(names = "--deny-file", paramLabel = "FILE", description = "Rules in a file.")
  private List<Path> denyFiles = List.of();

  Guard guard() {
    return new Guard(allow, deny, allowFiles, denyFiles);
  }
}
