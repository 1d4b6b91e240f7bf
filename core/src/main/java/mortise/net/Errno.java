package mortise.net;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import mortise.sys.StringH;
import mortise.sys.SysErrno;

/**
 * A kernel error number, errno(3), with its name and its words.
 *
 * <p>The constants are those that a socket program meets; any other number is {@code new Errno(n)}.
 *
 * @param number what the C library calls {@code errno}
 */
public record Errno(int number) {
  public static final Errno EPERM = new Errno(SysErrno.EPERM);
  public static final Errno ENOENT = new Errno(SysErrno.ENOENT);
  public static final Errno EINTR = new Errno(SysErrno.EINTR);
  public static final Errno EBADF = new Errno(SysErrno.EBADF);
  public static final Errno EAGAIN = new Errno(SysErrno.EAGAIN);
  public static final Errno ENOMEM = new Errno(SysErrno.ENOMEM);
  public static final Errno EACCES = new Errno(SysErrno.EACCES);
  public static final Errno EBUSY = new Errno(SysErrno.EBUSY);
  public static final Errno EEXIST = new Errno(SysErrno.EEXIST);
  public static final Errno ENODEV = new Errno(SysErrno.ENODEV);
  public static final Errno ENOTDIR = new Errno(SysErrno.ENOTDIR);
  public static final Errno EINVAL = new Errno(SysErrno.EINVAL);
  public static final Errno ENFILE = new Errno(SysErrno.ENFILE);
  public static final Errno EMFILE = new Errno(SysErrno.EMFILE);
  public static final Errno EPIPE = new Errno(SysErrno.EPIPE);
  public static final Errno ENAMETOOLONG = new Errno(SysErrno.ENAMETOOLONG);
  public static final Errno EPROTO = new Errno(SysErrno.EPROTO);
  public static final Errno ENOTSOCK = new Errno(SysErrno.ENOTSOCK);
  public static final Errno EDESTADDRREQ = new Errno(SysErrno.EDESTADDRREQ);
  public static final Errno EMSGSIZE = new Errno(SysErrno.EMSGSIZE);
  public static final Errno EPROTOTYPE = new Errno(SysErrno.EPROTOTYPE);
  public static final Errno ENOPROTOOPT = new Errno(SysErrno.ENOPROTOOPT);
  public static final Errno EPROTONOSUPPORT = new Errno(SysErrno.EPROTONOSUPPORT);
  public static final Errno ESOCKTNOSUPPORT = new Errno(SysErrno.ESOCKTNOSUPPORT);
  public static final Errno EOPNOTSUPP = new Errno(SysErrno.EOPNOTSUPP);
  public static final Errno EAFNOSUPPORT = new Errno(SysErrno.EAFNOSUPPORT);
  public static final Errno EADDRINUSE = new Errno(SysErrno.EADDRINUSE);
  public static final Errno EADDRNOTAVAIL = new Errno(SysErrno.EADDRNOTAVAIL);
  public static final Errno ENETDOWN = new Errno(SysErrno.ENETDOWN);
  public static final Errno ENETUNREACH = new Errno(SysErrno.ENETUNREACH);
  public static final Errno ECONNABORTED = new Errno(SysErrno.ECONNABORTED);
  public static final Errno ECONNRESET = new Errno(SysErrno.ECONNRESET);
  public static final Errno ENOBUFS = new Errno(SysErrno.ENOBUFS);
  public static final Errno EISCONN = new Errno(SysErrno.EISCONN);
  public static final Errno ENOTCONN = new Errno(SysErrno.ENOTCONN);
  public static final Errno ETIMEDOUT = new Errno(SysErrno.ETIMEDOUT);
  public static final Errno ECONNREFUSED = new Errno(SysErrno.ECONNREFUSED);
  public static final Errno EHOSTDOWN = new Errno(SysErrno.EHOSTDOWN);
  public static final Errno EHOSTUNREACH = new Errno(SysErrno.EHOSTUNREACH);
  public static final Errno EALREADY = new Errno(SysErrno.EALREADY);
  public static final Errno EINPROGRESS = new Errno(SysErrno.EINPROGRESS);

  private static final class Table {
    static final Map<Integer, String> BY_NUMBER = new HashMap<>();

    static {
      for (Field field : SysErrno.class.getFields()) {
        BY_NUMBER.putIfAbsent(ConstantNames.value(field), field.getName());
      }
      // Three numbers have two names; these are the ones that socket programmers use.
      BY_NUMBER.put(SysErrno.EAGAIN, "EAGAIN");
      BY_NUMBER.put(SysErrno.EOPNOTSUPP, "EOPNOTSUPP");
      BY_NUMBER.put(SysErrno.EDEADLK, "EDEADLK");
    }
  }

  /** The constant's name such as {@code ECONNREFUSED}, or the number where it has none. */
  public String name() {
    String name = Table.BY_NUMBER.get(number);
    return name == null ? "errno " + number : name;
  }

  /** The C library's words, such as "Connection refused", strerror(3). */
  public String message() {
    return StringH.strerror(number);
  }

  /** The {@link #name}. */
  @Override
  public String toString() {
    return name();
  }

  // A record's own are made at run time, by some ten classes more, when a program starts.

  @Override
  public boolean equals(Object other) {
    return other instanceof Errno that && number == that.number;
  }

  @Override
  public int hashCode() {
    return number;
  }
}
