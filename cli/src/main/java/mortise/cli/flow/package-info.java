/**
 * Bytes between this process and a peer, or between two peers, and their observers. Knows
 * connections; knows no options, no verbs, and not where a connection comes from.
 */
package mortise.cli.flow;
