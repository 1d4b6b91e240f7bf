package mortise.sys;

import static mortise.sys.Calls.call;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

/** {@code sys/ioctl.h}: what has no call of its own. */
@Header("sys/ioctl.h")
public final class SysIoctl {
  public static final int TIOCOUTQ = 0x5411;
  public static final int FIONREAD = 0x541b;
  public static final int TIOCINQ = 0x541b;
  public static final int TIOCSCTTY = 0x540e;
  public static final int TIOCGWINSZ = 0x5413;
  public static final int TIOCSWINSZ = 0x5414;
  public static final int FIONBIO = 0x5421;

  public static final int FIONCLEX = 0x5450;
  public static final int FIOCLEX = 0x5451;
  public static final int FIOASYNC = 0x5452;

  public static final int FIOQSIZE = 0x5460;

  public static final int SIOCGIFNAME = 0x8910;
  public static final int SIOCGIFCONF = 0x8912;
  public static final int SIOCGIFFLAGS = 0x8913;
  public static final int SIOCSIFFLAGS = 0x8914;
  public static final int SIOCGIFADDR = 0x8915;
  public static final int SIOCSIFADDR = 0x8916;
  public static final int SIOCGIFDSTADDR = 0x8917;
  public static final int SIOCSIFDSTADDR = 0x8918;
  public static final int SIOCGIFBRDADDR = 0x8919;
  public static final int SIOCSIFBRDADDR = 0x891a;
  public static final int SIOCGIFNETMASK = 0x891b;
  public static final int SIOCSIFNETMASK = 0x891c;
  public static final int SIOCGIFMETRIC = 0x891d;
  public static final int SIOCSIFMETRIC = 0x891e;
  public static final int SIOCGIFMTU = 0x8921;
  public static final int SIOCSIFMTU = 0x8922;
  public static final int SIOCSIFNAME = 0x8923;
  public static final int SIOCSIFHWADDR = 0x8924;
  public static final int SIOCGIFHWADDR = 0x8927;
  public static final int SIOCGIFINDEX = 0x8933;
  public static final int SIOGIFINDEX = 35123;

  public static final int SIOCGIFTXQLEN = 0x8942;
  public static final int SIOCSIFTXQLEN = 0x8943;

  public static final int SIOCDARP = 0x8953;
  public static final int SIOCGARP = 0x8954;
  public static final int SIOCSARP = 0x8955;

  private SysIoctl() {}

  private static final MemorySegment IOCTL = function("ioctl");

  /**
   * {@code int ioctl(int fd, unsigned long request, void *arg)}; INSTANT with the requests of
   * sockets, interfaces and terminals above.
   */
  public static int ioctl(int fd, int request, MemorySegment argument) {
    return call(IOCTL, fd, number(Integer.toUnsignedLong(request)), argument);
  }
}
