package mortise.cli;

import java.io.IOException;
import java.nio.file.Path;
import mortise.cli.tls.KeyPassword;
import mortise.cli.tls.ServerNames;
import mortise.cli.tls.TlsSetup;
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
      description = "TLS certificate chain (and key, without --tls-key).")
  private Path certificate;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "The key of --tls-cert.")
  private Path key;

  /** Whether it is to be TLS. */
  boolean given() {
    Usage.check(verb, certificate != null || key == null, "--tls-key needs --tls-cert");
    return certificate != null;
  }

  /** Reads the files; once they are {@link #given}. */
  TlsServer read() throws IOException {
    ServerNames.takeAll();
    Path secret = key == null ? certificate : key;
    return TlsSetup.of(
        () -> TlsServer.of(Identity.ofFiles(certificate, secret, KeyPassword.of(secret))));
  }
}
