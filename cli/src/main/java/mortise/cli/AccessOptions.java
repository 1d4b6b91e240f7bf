package mortise.cli;

import java.nio.file.Path;
import java.util.List;
import mortise.cli.serve.AccessGuard;
import picocli.CommandLine.Option;

/** The access rules of clients: a picocli mixin. */
final class AccessOptions {
  @Option(
      names = "--allow",
      split = ",",
      paramLabel = "RULE",
      hideParamSyntax = true,
      description = "Allowed clients: address, CIDR block, name.")
  private List<String> allow = List.of();

  @Option(
      names = "--deny",
      split = ",",
      paramLabel = "RULE",
      hideParamSyntax = true,
      description = "Denied clients; takes precedence.")
  private List<String> deny = List.of();

  @Option(names = "--allow-file", paramLabel = "FILE", description = "File of allowed clients.")
  private List<Path> allowFiles = List.of();

  @Option(names = "--deny-file", paramLabel = "FILE", description = "File of denied clients.")
  private List<Path> denyFiles = List.of();

  AccessGuard guard() {
    return new AccessGuard(allow, deny, allowFiles, denyFiles);
  }
}
