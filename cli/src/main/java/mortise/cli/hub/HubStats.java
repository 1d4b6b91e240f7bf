package mortise.cli.hub;

/**
 * The counters of a room since this node has joined.
 *
 * @param published messages that were handed over for publication
 * @param refused messages that were not published
 * @param acknowledged messages that the hub has reported as stored; durable rooms only
 * @param received messages of other nodes that were passed to the members
 * @param lost messages of other nodes that this node has missed
 * @param repeated messages that had arrived before, and were discarded
 * @param malformed messages that were none of a node
 * @param reconnects how often the connection was restored
 * @param waitingIn bytes of other nodes that wait for this node's members
 * @param waitingOut bytes that wait for the hub
 */
public record HubStats(
    long published,
    long refused,
    long acknowledged,
    long received,
    long lost,
    long repeated,
    long malformed,
    long reconnects,
    long waitingIn,
    long waitingOut) {}
