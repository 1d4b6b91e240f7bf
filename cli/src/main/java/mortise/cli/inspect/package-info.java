/**
 * What passes through a relay, nc or a server, as a page in the browser shows it: the conversations
 * with their counters, the bytes of each within bounds, and what the page may do to them. Knows
 * connections and observers; knows no verbs and no options. Loaded with {@code --inspect} alone.
 */
package mortise.cli.inspect;
