/**
 * L4: proxies, both ends of them.
 *
 * <ul>
 *   <li>{@link mortise.proxy.ProxyStage} has a server know its clients behind a balancer, by the
 *       PROXY protocol; {@link mortise.proxy.ProxyHeader} is what that says.
 *   <li>{@link mortise.proxy.ProxyDialer} connects through a chain of proxies: SOCKS4, SOCKS4a,
 *       SOCKS5, HTTP.
 *   <li>{@link mortise.proxy.SocksServer} and {@link mortise.proxy.HttpProxyServer} are handlers of
 *       a server that make it such a proxy.
 * </ul>
 *
 * <p>The bytes are pure functions ({@link mortise.proxy.Socks4}, {@link mortise.proxy.Socks5},
 * {@link mortise.proxy.ProxyHeader}, {@link mortise.proxy.HttpHead}): a decoder looks at what has
 * come, and says what it is and how much of it it used, that more is needed, or by a {@link
 * java.net.ProtocolException} that it is wrong.
 *
 * <p>May use: {@code server}, {@code net}. Knows nothing of {@code tls}.
 */
package mortise.proxy;
