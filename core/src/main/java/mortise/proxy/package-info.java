/**
 * L4: proxies, both ends of them.
 *
 * <ul>
 *   <li>{@link mortise.proxy.ProxyHeader} is what a balancer says in front of a connection, the
 *       PROXY protocol of either version.
 *   <li>{@link mortise.proxy.Socks4} and {@link mortise.proxy.Socks5} are the messages of SOCKS.
 * </ul>
 *
 * <p>The bytes are pure functions: a decoder looks at what has come, and says what it is and how
 * much of it it used, that more is needed, or by a {@link java.net.ProtocolException} that it is
 * wrong.
 *
 * <p>May use: {@code server}, {@code net}. Knows nothing of {@code tls}.
 */
package mortise.proxy;
