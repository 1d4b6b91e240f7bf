/**
 * Servers in blocking code: one handler per connection, each on its own virtual thread.
 *
 * {@snippet file="mortise/snippets/ServerSnippets.java" region="echo" :
 * Handler echo =
 *     connection -> {
 *       while (connection.read((bytes, count) -> connection.write(bytes, 0, count)) > 0) {}
 *     };
 * try (Server server = Server.open(Address.parse("127.0.0.1:7000"), echo)) {
 *   server.await();
 * }
 * }
 *
 * <p>{@link mortise.server.Server} accepts connections on one event loop per core and dispatches
 * each to a {@link mortise.server.Handler}, which reads and writes a {@link
 * mortise.server.Connection}. {@link mortise.server.Server#of} starts a configuration:
 *
 * <ul>
 *   <li>{@link mortise.server.Limits}: connection limits and rate limits (token buckets), in total
 *       and per client address. Over a limit, connections are rejected, not queued.
 *   <li>{@link mortise.server.AccessList}: allowed and denied clients, reloadable at run time.
 *   <li>Timeouts for the handshake, idle connections, stalled writes and the lifetime.
 *   <li>{@link mortise.server.Stage}: a step before the handler, such as TLS or the PROXY protocol.
 *   <li>Graceful shutdown ({@link mortise.server.Server#stop}), hot restart ({@link
 *       mortise.server.Handover}), socket activation by systemd ({@link
 *       mortise.server.SocketActivation}).
 *   <li>{@link mortise.server.Statistics}: counters per reject and close reason; JFR events.
 * </ul>
 *
 * <p>A write blocks while the client reads too slowly, so a handler that reads and writes in turn
 * gives its source backpressure. {@link mortise.server.DatagramServer} serves datagrams.
 */
@NullMarked
package mortise.server;

import org.jspecify.annotations.NullMarked;
