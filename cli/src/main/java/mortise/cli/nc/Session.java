package mortise.cli.nc;

import mortise.cli.flow.Stdio;
import mortise.cli.watch.Watch;

/**
 * One run of nc: what was asked for, and what it is done with.
 *
 * @param settings what was asked for
 * @param stdio this end
 * @param log what is said on the way
 * @param watch those who watch
 * @param begin the {@link System#nanoTime} of the start
 */
record Session(NcSettings settings, Stdio stdio, Log log, Watch watch, long begin) {}
