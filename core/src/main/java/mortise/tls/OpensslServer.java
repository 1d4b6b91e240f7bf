package mortise.tls;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mortise.sys.OpensslSsl;

/**
 * The state that the engines of one {@link TlsServer} over libssl share: a context for each set of
 * identities that a server name selects, so that a session is resumed only with the certificate it
 * started with (RFC 6066, section 3).
 */
final class OpensslServer {
  /**
   * The number of session tickets per handshake; the property is the JDK's. A client that only
   * sends does not read them; its close then sends a reset, which can discard its unsent data.
   */
  private static final String TICKETS = "jdk.tls.server.newSessionTicketCount";

  private static final int DEFAULT_TICKETS = 2;

  /** The JDK's limit. */
  private static final int MOST_TICKETS = 10;

  private final int verify;
  private final Trust trust;
  private final TlsSettings settings;
  private final HandshakeCounters counters;
  private final Map<List<Identity>, OpensslContext> contexts = new ConcurrentHashMap<>();

  /**
   * Creates the context of the default identities, which shows whether libssl accepts the settings.
   *
   * @param verify the client authentication, {@code SSL_VERIFY_*}
   * @throws IllegalArgumentException if libssl rejects a key, a certificate or a setting; the
   *     message names it
   */
  OpensslServer(
      Identities identities,
      int verify,
      Trust trust,
      TlsSettings settings,
      HandshakeCounters counters) {
    this.verify = verify;
    this.trust = trust;
    this.settings = settings;
    this.counters = counters;
    List<Identity> first = identities.candidates(Optional.empty());
    contexts.put(first, make(first));
  }

  /**
   * Creates an engine with these identities, of which libssl selects one that the client supports.
   */
  Engine engine(List<Identity> identities) {
    OpensslContext context = contexts.computeIfAbsent(identities, this::make);
    if (context.renewOldTicketKeys()) {
      counters.ticketKeysReplaced();
    }
    boolean asks = verify != OpensslSsl.SSL_VERIFY_NONE;
    return new OpensslEngine(
        context, true, asks ? new OpensslVerifier(trust.verification(), null) : null);
  }

  /** Replaces the ticket keys of all contexts. */
  void renewTicketKeys() {
    contexts.values().forEach(OpensslContext::renewTicketKeys);
    counters.ticketKeysReplaced();
  }

  private OpensslContext make(List<Identity> identities) {
    OpensslContext context = new OpensslContext(settings);
    long address = context.address();
    context.identities(identities);
    OpensslSsl.SSL_CTX_set_options(address, OpensslSsl.SERVER_PREFERENCE);
    int tickets = Math.clamp(Integer.getInteger(TICKETS, DEFAULT_TICKETS), 0, MOST_TICKETS);
    OpensslContext.check(OpensslSsl.SSL_CTX_set_num_tickets(address, tickets), "tickets");
    OpensslSsl.SSL_CTX_set_verify(address, verify);
    if (verify != OpensslSsl.SSL_VERIFY_NONE) {
      OpensslSsl.SSL_CTX_set_cert_verify_callback(address, OpensslVerifier.stub());
      context.clientAuthorities(trust.manager().getAcceptedIssuers());
    }
    if (!settings.alpnProtocols().isEmpty()) {
      ProtocolSelector.install(context, settings.alpnProtocols());
    }
    return context;
  }
}
