package mortise.cli.nc;

import java.io.IOException;
import mortise.net.Address;
import mortise.server.AccessList;

/**
 * The hosts of --allow, --allowfile, --deny and --denyfile. Files are read again when they change.
 */
final class HostRules {
  private final AccessList list;

  private HostRules(AccessList list) {
    this.list = list;
  }

  static HostRules of(Session session) throws IOException {
    NcSettings.Listening listening = session.settings().listening();
    if (listening.allow().isEmpty() && listening.deny().isEmpty()) {
      return new HostRules(null);
    }
    AccessList list = AccessList.EVERYBODY;
    for (NcSettings.HostRule rule : listening.allow()) {
      list = list.allow(rule.text().split(","));
    }
    for (NcSettings.HostRule rule : listening.deny()) {
      list = list.deny(rule.text().split(","));
    }
    return new HostRules(list);
  }

  boolean permit(Address peer) {
    return list == null || list.permits(peer);
  }
}
