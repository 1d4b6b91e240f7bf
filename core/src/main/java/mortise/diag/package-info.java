/**
 * The sockets of all processes, read from the kernel as ss(8) does.
 *
 * {@snippet file="mortise/snippets/SystemSnippets.java" region="sockets" :
 * try (KernelSockets kernel = KernelSockets.open()) {
 *   for (KernelSocket socket : kernel.inet(Family.INET, Protocol.TCP, true)) {
 *     IO.println(socket.state() + " " + socket.local() + " -> " + socket.peer());
 *   }
 * }
 * }
 *
 * <p>{@link mortise.diag.KernelSockets} sends the requests, {@link mortise.diag.KernelSocket} is a
 * row with addresses, state, queues, owner and TCP statistics. Any user may list; destroying a
 * connection requires CAP_NET_ADMIN.
 */
@NullMarked
package mortise.diag;

import org.jspecify.annotations.NullMarked;
