/**
 * The functions and constants of libc: one class per C header, C names, typed and without policy.
 *
 * <p>Every binding returns a value {@code >= 0} or {@code -errno}; nothing here throws for what the
 * world does, knows a thread, a deadline or an exception type. Three kinds of call:
 *
 * <ul>
 *   <li><b>INSTANT</b>: cannot block, runs without a thread-state transition and takes heap memory
 *       as it takes off-heap memory, so nothing is copied. It holds up safepoints while it runs;
 *       callers keep lengths bounded.
 *   <li><b>PLAIN</b>: may take a while (not wait), off-heap memory only.
 *   <li><b>BLOCKING</b>: may wait in the kernel; for platform threads only, since a virtual thread
 *       would pin its carrier.
 * </ul>
 *
 * <p>May use: {@code java.lang.foreign}. {@link Native} is the only class that touches the linker.
 */
package mortise.sys;
