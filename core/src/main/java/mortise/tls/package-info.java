/**
 * L4: TLS and DTLS by the JDK's engine, over any {@link mortise.server.Connection}.
 *
 * <p>{@link TlsServer} and {@link TlsClient} are values that say how to shake hands; what they
 * return is a connection again, so that whoever uses it cannot tell. Certificates come from PEM
 * files or as the JDK's own objects ({@link Identity}, {@link Trust}).
 *
 * <p>May use: {@code net}, {@code server}. Has no cryptography of its own.
 */
package mortise.tls;
