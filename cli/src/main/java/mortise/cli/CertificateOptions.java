package mortise.cli;

import java.io.IOException;
import java.nio.file.Path;
import mortise.tls.Identity;
import mortise.tls.TlsServer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a server shows its clients: a mixin of picocli's. */
final class CertificateOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "A server's TLS: its chain, PEM.")
  private Path certificate;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "And its key, PEM.")
  private Path key;

  /** Whether it is to be TLS. */
  boolean given() {
    Usage.check(
        verb, (certificate == null) == (key == null), "--tls-cert and --tls-key go together");
    return key != null;
  }

  /** Reads the files; once they are {@link #given}. */
  TlsServer read() throws IOException {
    return TlsServer.of(Identity.ofPem(certificate, key));
  }
}
