package mortise.cli.sockets;

import java.time.Duration;

/**
 * How the list is shown.
 *
 * @param info with how connections of TCP fare
 * @param timers with the timers
 * @param extended with user, inode and cookie
 * @param json as JSON, an object and a line for each socket
 * @param heads with the heads of the columns
 * @param summary only how many there are
 * @param again how often; null for once
 */
public record ListSettings(
    boolean info,
    boolean timers,
    boolean extended,
    boolean json,
    boolean heads,
    boolean summary,
    Duration again) {}
