package mortise.net;

/**
 * The counters of a loop.
 *
 * @param turns how many times a virtual thread was given a turn; one that stands still while
 *     threads are ready belongs to a loop that is kept
 * @param takeovers how many times a further platform thread took over, since a virtual thread
 *     computed for long or blocked in native code
 */
public record LoopStatistics(long turns, long takeovers) {}
