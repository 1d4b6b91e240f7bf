package mortise.cli.relay;

import java.io.IOException;

/** What each kind of address stands for. */
final class EndpointFactory {
  private EndpointFactory() {}

  /**
   * Opens listeners, and validates all other addresses.
   *
   * @throws BadAddressException when the address cannot be
   * @throws IOException when it cannot be opened; the text begins with the address
   */
  static RelayEndpoint of(AddressSpec spec, Role role) throws IOException {
    try {
      return switch (spec.kind()) {
        case TCP_TO, TLS_TO, PROXY, UDP_TO, DTLS_TO, UNIX_TO, UNIX_DATAGRAM_TO, VSOCK_TO ->
            new ConnectEndpoint(spec);
        case TCP_AT, TLS_AT, UNIX_AT, VSOCK_AT -> new ListenEndpoint(spec);
        case DTLS_AT -> new DtlsListenEndpoint(spec);
        case UDP_AT, UNIX_DATAGRAM_AT -> new DatagramListenEndpoint(spec);
        case NATS -> new HubEndpoint(spec);
        case NATS_STREAM_TO -> new HubConnectEndpoint(spec);
        case NATS_STREAM_AT -> new HubListenEndpoint(spec);
        case EXEC, SHELL -> new ProgramEndpoint(spec);
        case TERMINAL -> new TerminalEndpoint(spec);
        case PLAIN_FILE -> FileEndpoint.file(spec, role);
        case PIPE -> FileEndpoint.pipe(spec, role);
        case NUMBER -> FileEndpoint.number(spec);
        case STDIO -> FileEndpoint.standard(spec, role);
      };
    } catch (IOException e) {
      throw RelayFailure.at(spec, e);
    }
  }
}
