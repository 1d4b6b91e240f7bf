package mortise.cli.nc;

import java.nio.file.Path;
import java.util.List;

/**
 * What was asked for of TLS.
 *
 * @param certificate a PEM file with the chain; null for none
 * @param key a PEM file with its key; null where it is in the same file
 * @param verify whether the peer's certificate has to be trusted: the server's, or on a listener
 *     the client's, which then has to have one
 * @param trustFile a PEM file of authorities; null for those of the system
 * @param ciphers a list as OpenSSL has it; null for what the JDK finds good
 * @param serverName the name to ask for and to look for in the certificate; null for the host's
 * @param applications for ALPN, the best first
 * @param versions such as {@code TLSv1.3}; none for 1.3 and 1.2
 */
record TlsChoice(
    Path certificate,
    Path key,
    boolean verify,
    Path trustFile,
    String ciphers,
    String serverName,
    List<String> applications,
    List<String> versions) {
  static final TlsChoice DEFAULT =
      new TlsChoice(null, null, false, null, null, null, List.of(), List.of());

  TlsChoice {
    applications = List.copyOf(applications);
    versions = List.copyOf(versions);
  }
}
