/**
 * Observers of conversations: hex dumps, output files, captures, events, progress, reports.
 *
 * <p>{@link mortise.cli.watch.WatchSettings} has the settings, {@link mortise.cli.watch.Watch} is
 * the program's one place for it, and gives a {@link mortise.cli.flow.Watcher} to each
 * conversation; {@link mortise.cli.watch.WatchOptions} are the options for it, for verbs. Knows no
 * verbs.
 */
package mortise.cli.watch;
