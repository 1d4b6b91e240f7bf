package mortise.cli.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import mortise.server.AccessList;

/**
 * The access rules of clients, and reloadable files of rules.
 *
 * @param allow rules that allow
 * @param deny rules that deny, which overrule the others
 * @param allowFiles files of rules that allow
 * @param denyFiles files of rules that deny
 */
public record AccessGuard(
    List<String> allow, List<String> deny, List<Path> allowFiles, List<Path> denyFiles) {
  /**
   * Reads the files and looks up the names.
   *
   * @throws IllegalArgumentException when a rule cannot be read
   */
  AccessList read() throws IOException {
    // An empty file of allowed clients allows none, not all.
    AccessList list = allowFiles.isEmpty() ? AccessList.ALLOW_ALL : AccessList.DENY_ALL;
    list = list.allow(allow.toArray(String[]::new)).deny(deny.toArray(String[]::new));
    for (Path file : allowFiles) {
      list = list.allow(file);
    }
    for (Path file : denyFiles) {
      list = list.deny(file);
    }
    return list;
  }
}
