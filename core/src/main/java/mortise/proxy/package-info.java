/**
 * Proxy protocols, client and server: the PROXY protocol, SOCKS4, SOCKS4a, SOCKS5 and HTTP.
 *
 * <p>Connects through a SOCKS5 proxy:
 *
 * {@snippet file="mortise/snippets/ProxySnippets.java" region="dial" :
 * ProxyHop proxy = ProxyHop.parse("socks5h://me:secret@proxy.example");
 * ProxyDialer dialer = ProxyDialer.through(proxy);
 * try (Connection c = dialer.dial("target.example", 443, Deadline.NEVER)) {
 *   c.write("hello\n");
 * }
 * }
 *
 * <ul>
 *   <li>{@link mortise.proxy.ProxyDialer} connects through a chain of proxies.
 *   <li>{@link mortise.proxy.SocksServer} and {@link mortise.proxy.HttpProxyServer} are handlers
 *       that make a server such a proxy; {@link mortise.proxy.ProxySettings} has credentials,
 *       permitted targets and timeouts.
 *   <li>{@link mortise.proxy.ProxyStage} reads the PROXY header of a load balancer, so that a
 *       server has the client's address; {@link mortise.proxy.ProxyHeader} is that header.
 *   <li>{@link mortise.proxy.Socks4}, {@link mortise.proxy.Socks5}, {@link
 *       mortise.proxy.ProxyHeader} and {@link mortise.proxy.HttpHead} are codecs without I/O. A
 *       decoder returns a value and its length, or the number of bytes that it needs, or throws
 *       {@link java.net.ProtocolException}.
 * </ul>
 */
@NullMarked
package mortise.proxy;

import org.jspecify.annotations.NullMarked;
