/**
 * ncat: its options, its modes and its messages. Knows flows and all that is exported by the
 * library; other verbs know nothing of it.
 */
package mortise.cli.nc;
