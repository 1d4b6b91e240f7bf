package mortise.cli.relay;

import java.io.IOException;

/** What each kind of address stands for. */
final class Places {
  private Places() {}

  /**
   * Opens listeners, and validates all other addresses.
   *
   * @throws BadAddressException when the address cannot be
   * @throws IOException when it cannot be opened; the text begins with the address
   */
  static Place of(Spec spec, Role role) throws IOException {
    try {
      return switch (spec.kind()) {
        case TCP_TO, TLS_TO, PROXY, UDP_TO, DTLS_TO, UNIX_TO, UNIX_DATAGRAM_TO, VSOCK_TO ->
            new Dialling(spec);
        case TCP_AT, TLS_AT, UNIX_AT, VSOCK_AT -> new Listening(spec);
        case DTLS_AT -> new DtlsListening(spec);
        case UDP_AT, UNIX_DATAGRAM_AT -> new DatagramListening(spec);
        case EXEC, SHELL -> new Programs(spec);
        case TERMINAL -> new Terminals(spec);
        case PLAIN_FILE -> Plain.file(spec, role);
        case PIPE -> Plain.pipe(spec, role);
        case NUMBER -> Plain.number(spec);
        case STDIO -> Plain.standard(spec, role);
      };
    } catch (IOException e) {
      throw Failure.at(spec, e);
    }
  }
}
