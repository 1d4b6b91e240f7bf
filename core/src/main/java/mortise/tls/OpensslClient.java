package mortise.tls;

import java.nio.charset.StandardCharsets;
import java.util.List;
import mortise.sys.OpensslSsl;

/** The state that the engines of one {@link TlsClient} over libssl share: context and sessions. */
final class OpensslClient {
  private final Verification verification;
  private final OpensslContext context;
  private final OpensslSessions sessions = new OpensslSessions();

  OpensslClient(List<Identity> identities, Trust trust, TlsSettings settings) {
    this.verification = trust.verification();
    this.context = new OpensslContext(settings);
    long address = context.address();
    context.identities(identities);
    if (verification.isNeeded()) {
      OpensslSsl.SSL_CTX_set_verify(address, OpensslSsl.SSL_VERIFY_PEER);
      OpensslSsl.SSL_CTX_set_cert_verify_callback(address, OpensslVerifier.stub());
    }
    if (!settings.alpnProtocols().isEmpty()) {
      int failed =
          OpensslSsl.SSL_CTX_set_alpn_protos(address, AlpnNames.encode(settings.alpnProtocols()));
      OpensslContext.check(failed == 0 ? 1 : 0, settings.alpnProtocols());
    }
  }

  /** Creates an engine for a host. Sessions are stored by host and port. */
  Engine engine(HostName host, int port) {
    OpensslEngine engine =
        new OpensslEngine(
            context,
            false,
            verification.isNeeded() ? new OpensslVerifier(verification, host) : null);
    host.sent().ifPresent(name -> engine.serverName(new String(name, StandardCharsets.US_ASCII)));
    engine.sessions(sessions, host.text() + " " + port);
    return engine;
  }
}
