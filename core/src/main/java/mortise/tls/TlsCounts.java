package mortise.tls;

/**
 * Handshake counters of one {@link TlsServer}, from {@link TlsServer#counts}. DTLS handshakes are
 * not included.
 *
 * @param handshakes completed handshakes, including resumed sessions
 * @param resumed completed handshakes that resumed a session
 * @param failed failed handshakes for any reason: a peer that does not use TLS, an alert, a
 *     timeout, a reset
 * @param ticketKeys the number of times that the session ticket keys were replaced
 */
public record TlsCounts(long handshakes, long resumed, long failed, long ticketKeys) {}
