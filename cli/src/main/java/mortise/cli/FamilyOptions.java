package mortise.cli;

import mortise.net.Family;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which versions of IP: a mixin of picocli's. */
final class FamilyOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  @Option(
      names = {"-4", "--ipv4"},
      description = "IPv4 alone.")
  private boolean ipv4;

  @Option(
      names = {"-6", "--ipv6"},
      description = "IPv6 alone.")
  private boolean ipv6;

  /** The one that is wanted, or {@link Family#UNSPEC} where either will do. */
  Family family() {
    Usage.check(verb, !(ipv4 && ipv6), "-4 and -6 exclude each other");
    return ipv4 ? Family.INET : ipv6 ? Family.INET6 : Family.UNSPEC;
  }
}
