package mortise.cli.nc;

import mortise.server.Connection;

/** Changes what passes, where that was asked for. */
final class ConnectionFilters {
  private ConnectionFilters() {}

  /** This end, whose lines may have to end in another way. */
  static Connection here(Connection here, NcSettings settings) {
    return settings.transferMode().crlf() ? new CrlfInput(here) : here;
  }

  /** The peer, whose questions may have to be answered. */
  static Connection there(Connection peer, NcSettings settings) {
    return settings.transferMode().telnet() ? new TelnetNegotiation(peer) : peer;
  }
}
