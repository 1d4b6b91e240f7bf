package mortise.tls;

/**
 * The handshakes of one {@link TlsServer}, as of {@link TlsServer#counts}. Those of datagrams are
 * not in it.
 *
 * @param handshakes that were completed, those that resumed a session included
 * @param resumed those that resumed a session
 * @param failed that failed, for whatever reason: a peer that does not speak TLS, an alert, a
 *     timeout, a reset
 * @param ticketKeys how often the keys of session tickets were replaced
 */
public record TlsCounts(long handshakes, long resumed, long failed, long ticketKeys) {}
