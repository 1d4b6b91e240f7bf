package mortise.net;

import org.jspecify.annotations.Nullable;

/**
 * What one recvfrom into a caller's buffer brought.
 *
 * @param count the bytes that were received; with {@link Flags#TRUNC} the message's real length,
 *     which may be more than the buffer holds
 * @param sender the source address; null if the kernel reports none, as on a connected stream
 */
public record ReceiveResult(long count, @Nullable Address sender) {}
