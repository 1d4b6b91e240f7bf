/**
 * Those who watch conversations: hex dumps, output files, captures, events, progress, reports.
 *
 * <p>{@link mortise.cli.watch.WatchSettings} says what is wanted, {@link mortise.cli.watch.Watch}
 * is the program's one place for it, and gives a {@link mortise.cli.flow.Watcher} to each
 * conversation. Knows no options and no verbs.
 */
package mortise.cli.watch;
