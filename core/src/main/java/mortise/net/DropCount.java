package mortise.net;

/**
 * How many messages this socket has lost since it was opened because its buffer was full: asked for
 * with {@link Option#SO_RXQ_OVFL} of socket(7). The kernel sends it from the first loss on.
 *
 * @param messages the number, which begins again after 2^32 - 1
 */
public record DropCount(long messages) implements Ancillary {}
