package mortise.sys;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of Linux, as far as features depend on it.
 *
 * @param major 6 of 6.12.117
 * @param minor 12 of 6.12.117
 */
public record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})");

  /** That of a release such as {@code 6.1.0-57-amd64}; 0.0 where it has no such numbers. */
  public static KernelVersion of(String release) {
    Matcher numbers = NUMBERS.matcher(release);
    return numbers.lookingAt()
        ? new KernelVersion(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)))
        : new KernelVersion(0, 0);
  }

  /** Says that something needs this version; empty where the kernel of this release has it. */
  public String missingIn(String release) {
    return of(release).compareTo(this) < 0 ? "needs Linux " + this + ", this is " + release : "";
  }

  @Override
  public int compareTo(KernelVersion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
