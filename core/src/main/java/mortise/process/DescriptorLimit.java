package mortise.process;

import java.lang.foreign.MemorySegment;
import mortise.sys.SysErrno;
import mortise.sys.SysResource;
import mortise.sys.struct.Rlimit;

/**
 * How many descriptors this process may have, RLIMIT_NOFILE of getrlimit(2): numbers below the soft
 * limit, which a process may raise up to the hard one.
 *
 * <p>Children inherit the limit, and a program that watches its descriptors by select(2) breaks
 * with numbers above 1023, so that shells and service managers give a low soft limit. The JVM
 * raises its own to the hard limit when it starts; with {@code -XX:-MaxFDLimit} it leaves the limit
 * as it was given, and a process that starts programs passes on what it got. A process that starts
 * none can {@link #raise} it.
 *
 * @param soft the limit; {@link Long#MAX_VALUE} where there is none
 * @param hard what it can be raised to; {@link Long#MAX_VALUE} where there is no limit
 */
public record DescriptorLimit(long soft, long hard) {
  /** The limit as it is now. */
  public static DescriptorLimit current() throws DescriptorException {
    return of(read());
  }

  /**
   * Raises the soft limit to the hard one, for this process and for each child that it starts from
   * now on.
   *
   * @return the limit as it was before
   */
  public static DescriptorLimit raise() throws DescriptorException {
    MemorySegment limit = read();
    DescriptorLimit before = of(limit);
    if (before.soft() < before.hard()) {
      Rlimit.rlim_cur(limit, Rlimit.rlim_max(limit));
      DescriptorExceptions.check(
          SysResource.setrlimit(SysResource.RLIMIT_NOFILE, limit), "setrlimit", "RLIMIT_NOFILE");
    }
    return before;
  }

  private static MemorySegment read() throws DescriptorException {
    MemorySegment limit = MemorySegment.ofArray(new byte[Rlimit.SIZE]);
    int result = SysResource.getrlimit(SysResource.RLIMIT_NOFILE, limit);
    if (result == -SysErrno.ENOSYS) {
      return limit.fill((byte) -1); // the layer over NIO knows of none
    }
    DescriptorExceptions.check(result, "getrlimit", "RLIMIT_NOFILE");
    return limit;
  }

  private static DescriptorLimit of(MemorySegment limit) {
    return new DescriptorLimit(bounded(Rlimit.rlim_cur(limit)), bounded(Rlimit.rlim_max(limit)));
  }

  /** RLIM_INFINITY is the greatest unsigned number. */
  private static long bounded(long unsigned) {
    return unsigned < 0 ? Long.MAX_VALUE : unsigned;
  }
}
