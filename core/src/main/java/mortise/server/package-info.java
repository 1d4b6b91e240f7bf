/**
 * L3: servers in plain blocking code.
 *
 * <p>A handler gets a {@link Connection} on a virtual thread of its own. The server does the rest:
 * limits, accepting whatever happens, stopping in order, counters.
 *
 * <p>May use: {@code net}. Knows nothing of {@code sys}, {@code poll}, TLS and proxies.
 */
package mortise.server;
