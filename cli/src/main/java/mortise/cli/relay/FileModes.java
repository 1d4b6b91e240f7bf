package mortise.cli.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import mortise.net.UnixBinding;

/** Permissions and owners of files. */
final class FileModes {
  private FileModes() {}

  static void set(Path path, int mode) throws IOException {
    PosixFilePermission[] all = PosixFilePermission.values();
    Set<PosixFilePermission> given = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < all.length; i++) {
      if ((mode & 0400 >> i) != 0) {
        given.add(all[i]);
      }
    }
    Files.setPosixFilePermissions(path, given);
  }

  static void own(Path path, UnixBinding.Owner owner) throws IOException {
    if (owner.user() >= 0) {
      Files.setAttribute(path, "unix:uid", owner.user());
    }
    if (owner.group() >= 0) {
      Files.setAttribute(path, "unix:gid", owner.group());
    }
  }
}
