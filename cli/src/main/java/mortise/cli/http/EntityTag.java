package mortise.cli.http;

import java.util.ArrayList;
import java.util.List;
import mortise.process.FileStatus;

/**
 * An entity tag, RFC 9110 section 8.8.3.
 *
 * @param opaque what is between the quotes
 */
record EntityTag(boolean weak, String opaque) {
  /**
   * The strong tag of a file: its inode, size and time of change in nanoseconds. The inode tells
   * apart two files of one size and time, as a build with fixed times makes them.
   */
  static EntityTag of(FileStatus file) {
    long nanos = file.modified().getEpochSecond() * 1_000_000_000L + file.modified().getNano();
    return new EntityTag(
        false,
        Long.toHexString(file.inode())
            + "-"
            + Long.toHexString(file.size())
            + "-"
            + Long.toHexString(nanos));
  }

  /** The tags of a list, up to the first member that is none. */
  static List<EntityTag> parse(String list) {
    List<EntityTag> tags = new ArrayList<>();
    int at = 0;
    while (true) {
      while (at < list.length() && " \t,".indexOf(list.charAt(at)) >= 0) {
        at++;
      }
      boolean weak = list.startsWith("W/", at);
      int begin = weak ? at + 2 : at;
      int end = begin < list.length() && list.charAt(begin) == '"' ? end(list, begin + 1) : -1;
      if (end < 0) {
        return tags;
      }
      tags.add(new EntityTag(weak, list.substring(begin + 1, end)));
      at = end + 1;
    }
  }

  /** Where the closing quote is; -1 without one, or where a character in between may not be. */
  private static int end(String list, int begin) {
    for (int at = begin; at < list.length(); at++) {
      char c = list.charAt(at);
      if (c == '"') {
        return at;
      }
      if (c <= ' ' || c == 0x7f) {
        return -1;
      }
    }
    return -1;
  }

  boolean matchesStrongly(EntityTag other) {
    return !weak && !other.weak && opaque.equals(other.opaque);
  }

  boolean matchesWeakly(EntityTag other) {
    return opaque.equals(other.opaque);
  }

  @Override
  public String toString() {
    return (weak ? "W/" : "") + "\"" + opaque + "\"";
  }
}
