/**
 * L2: the socket object, its addresses, options and errors.
 *
 * <p>{@link mortise.net.Socket} is the BSD socket, one to one. Every call blocks its caller as the
 * C call does, on a virtual thread as on a platform thread, and parks it instead of pinning its
 * carrier. What the kernel answers with an errno comes as the exception that a Java programmer
 * already catches, which is a {@link mortise.net.SocketFailure} too.
 *
 * <p>May use: {@code poll}, {@code sys}. Knows nothing of servers and TLS.
 */
package mortise.net;
