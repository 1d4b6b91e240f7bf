package mortise.cli.nc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import mortise.cli.nc.NcSettings.HostRule;
import mortise.net.Address;
import mortise.net.ByteText;
import mortise.net.Printable;
import mortise.server.AccessList;

/**
 * The hosts of --allow, --allowfile, --deny and --denyfile, of which those that are denied win.
 * Files are read again as soon as they have changed; where what they have become cannot be read,
 * the rules stay as they were.
 */
final class HostRules {
  /** The attributes that detect a changed file. */
  private record Version(Object key, long size, long time) {
    static Version of(Path file) throws IOException {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Version(
          now.fileKey(),
          now.size(),
          now.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS));
    }
  }

  private final NcRun session;
  private final NcSettings.Listening listening;
  private final List<Path> files = new ArrayList<>();

  /** Guarded by this, as all below. */
  private AccessList list;

  private List<Version> versions;

  /** What was last reported of files that cannot be read, or null: it is reported once. */
  private String complaint;

  private HostRules(NcRun session) {
    this.session = session;
    this.listening = session.settings().listening();
    addFiles(listening.allow());
    addFiles(listening.deny());
  }

  private void addFiles(List<HostRule> rules) {
    for (HostRule rule : rules) {
      if (rule.isFile()) {
        files.add(ByteText.path(rule.text()));
      }
    }
  }

  /**
   * Reads the rules.
   *
   * @throws UsageException when one cannot be read
   */
  static HostRules of(NcRun session) throws IOException {
    HostRules rules = new HostRules(session);
    if (!rules.listening.allow().isEmpty() || !rules.listening.deny().isEmpty()) {
      rules.versions = rules.versions();
      rules.list = rules.read();
    }
    return rules;
  }

  /** Whether a peer may come in. */
  synchronized boolean permit(Address peer) {
    if (list == null) {
      return true;
    }
    if (!files.isEmpty()) {
      refresh();
    }
    return list.permits(peer);
  }

  private void refresh() {
    try {
      List<Version> now = versions();
      if (!now.equals(versions)) {
        list = read();
        versions = now;
        complaint = null;
        session.log().verbose("The files of allowed and denied hosts have been reloaded.");
      }
    } catch (IOException | UsageException e) {
      // Tried again with the next connection, since a name may be known by then.
      versions = List.of();
      String text = ErrorMessages.of(e);
      if (!text.equals(complaint)) {
        complaint = text;
        session.log().verbose("The files of allowed and denied hosts were not reloaded: " + text);
      }
    }
  }

  private List<Version> versions() throws IOException {
    List<Version> now = new ArrayList<>(files.size());
    for (Path file : files) {
      try {
        now.add(Version.of(file));
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
    return now;
  }

  private static UsageException unreadable(Path file, IOException e) {
    String reason = e instanceof NoSuchFileException ? "No such file or directory" : e.getMessage();
    return new UsageException(
        "Can't open " + Printable.of(ByteText.of(file)) + ": " + reason + ".");
  }

  private AccessList read() throws IOException {
    boolean open = listening.allow().isEmpty();
    AccessList read = open ? AccessList.ALLOW_ALL : AccessList.DENY_ALL;
    Set<String> faults = new LinkedHashSet<>();
    for (HostRule rule : listening.allow()) {
      read = read.allow(specifications(rule, faults));
    }
    for (HostRule rule : listening.deny()) {
      read = read.deny(specifications(rule, faults));
    }
    if (!faults.isEmpty()) {
      throw new UsageException(String.join(" ", faults));
    }
    return read;
  }

  /** The rules; where there is a fault, it is added to those of the other files instead. */
  private String[] specifications(HostRule rule, Set<String> faults) throws IOException {
    try {
      return specifications(rule);
    } catch (UsageException e) {
      faults.add(e.getMessage());
      return new String[0];
    }
  }

  private String[] specifications(HostRule rule) throws IOException {
    NcSettings.Target target = session.settings().target();
    HostText text = new HostText(target.network(), target.resolves());
    try {
      if (!rule.isFile()) {
        return text.ofOption(rule.text()).toArray(new String[0]);
      }
      Path file = ByteText.path(rule.text());
      return text.ofFile(file, NamedFile.text(file)).toArray(new String[0]);
    } catch (IllegalArgumentException e) {
      throw new UsageException("Error in host specification: " + ErrorMessages.of(e));
    } catch (java.net.UnknownHostException e) {
      throw new UsageException(
          "Error in host specification \"" + rule.text() + "\": " + ErrorMessages.of(e));
    }
  }
}
