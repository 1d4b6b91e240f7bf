/**
 * TLS and DTLS over any connection: a socket, a proxy tunnel, or another {@link
 * mortise.server.Connection}.
 *
 * <p>A client:
 *
 * {@snippet file="mortise/snippets/TlsSnippets.java" region="client" :
 * TlsClient tls = TlsClient.system();
 * try (Socket s = Socket.dial("example.org", 443, Duration.ofSeconds(5));
 *     Connection c = tls.connect(Connection.of(s), "example.org")) {
 *   c.write("HEAD / HTTP/1.0\r\n\r\n");
 * }
 * }
 *
 * <p>A server:
 *
 * {@snippet file="mortise/snippets/TlsSnippets.java" region="server" :
 * TlsServer acceptor = TlsServer.of(Identity.ofPem(chain, key));
 * Server server = Server.of(handler).through(acceptor::accept).listen(8443).open();
 * }
 *
 * <ul>
 *   <li>{@link mortise.tls.Identity} is a private key with its certificate chain, from PEM files,
 *       key stores or JDK objects; {@link mortise.tls.Trust} has the trusted CAs.
 *   <li>{@link mortise.tls.TlsServer} and {@link mortise.tls.TlsClient} are immutable
 *       configurations. The handshake runs in the calling thread and returns an encrypted {@link
 *       mortise.server.Connection}.
 *   <li>{@link mortise.tls.DtlsServer} and {@link mortise.tls.DtlsConnection} are DTLS over
 *       datagram sockets.
 *   <li>The system's OpenSSL is used where it is installed, else the JDK's engine; DTLS uses the
 *       JDK's.
 * </ul>
 */
@NullMarked
package mortise.tls;

import org.jspecify.annotations.NullMarked;
