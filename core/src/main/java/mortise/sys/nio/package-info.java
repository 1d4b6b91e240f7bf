/**
 * The functions of libc that {@code mortise.sys} calls, implemented over {@code java.nio}: for
 * systems that have no binding of their own, and on Linux with {@code -Dmortise.sys=portable}.
 *
 * <p>{@link mortise.sys.nio.Portable} has the functions by name; arguments, results and errno
 * numbers are those of Linux. A descriptor number is an index into a table of {@link
 * mortise.sys.nio.Handle}s. Every channel is non-blocking, so an interrupt closes none; all waits
 * are those of {@code mortise.poll}. What NIO cannot do fails with the errno that a kernel without
 * the feature returns, and {@link mortise.sys.nio.Portable#reason} has the sentence.
 *
 * <p>May use: {@code mortise.sys.struct}, and the constants of {@code mortise.sys}, which the
 * compiler copies.
 */
package mortise.sys.nio;
