/**
 * L2: descriptors that are no sockets, and child processes: what a program that stands between
 * sockets and a shell needs.
 *
 * <p>{@link mortise.process.PlainDescriptor} reads and writes a pipe, a file or a terminal, {@link
 * mortise.process.KernelPath} moves bytes between those and sockets inside the kernel, {@link
 * mortise.process.Child} runs a program, {@link mortise.process.Pty} is a terminal for it. A call
 * blocks its caller and no carrier thread. Failures are {@link mortise.net.SocketFailure}s, as
 * those of sockets are.
 *
 * <p>May use: {@code net}, {@code poll}, {@code sys}. Knows nothing of servers and TLS.
 */
package mortise.process;
