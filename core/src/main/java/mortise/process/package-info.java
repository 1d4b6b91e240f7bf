/**
 * Child processes, and descriptors other than sockets: pipes, files and terminals.
 *
 * <p>Runs a program and reads its output:
 *
 * {@snippet file="mortise/snippets/SystemSnippets.java" region="child" :
 * ChildConfig config = ChildConfig.of(List.of("date", "-u"));
 * try (ChildProcess date = ChildProcess.start(config)) {
 *   byte[] line = new byte[100];
 *   int count = date.stdout().orElseThrow().read(line);
 *   IO.println(new String(line, 0, count));
 *   date.waitFor();
 * }
 * }
 *
 * <ul>
 *   <li>{@link mortise.process.ChildProcess} starts a program with posix_spawn(3), in its own
 *       process group if wanted, sends signals and waits for its end without a thread per child.
 *   <li>{@link mortise.process.PlainDescriptor} reads and writes a pipe, a file or a terminal, also
 *       an inherited one such as standard input, without changing its O_NONBLOCK.
 *   <li>{@link mortise.process.KernelTransfer} moves bytes between those and sockets by zero-copy,
 *       splice(2).
 *   <li>{@link mortise.process.Pty} is a pseudo-terminal, {@link mortise.process.RawMode} the raw
 *       mode of a terminal.
 *   <li>{@link mortise.process.Directory} opens files by paths from untrusted input, below one
 *       directory.
 * </ul>
 *
 * <p>A call blocks its caller and no carrier thread. Errors implement {@link
 * mortise.net.SocketFailure}, as those of sockets do.
 */
@NullMarked
package mortise.process;

import org.jspecify.annotations.NullMarked;
