package mortise.sys.nio;

import static mortise.sys.SysErrno.*;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.Locale;
import java.util.Map;

/**
 * The errno of an exception of NIO: by its class, else by the system's words in its message, else
 * EIO with the words kept.
 */
final class Errnos {
  /** The beginnings of what Linux, macOS and Windows say, in lower case. */
  private static final Map<String, Integer> WORDS =
      Map.ofEntries(
          Map.entry("connection reset", ECONNRESET),
          Map.entry("an existing connection was forcibly closed", ECONNRESET),
          Map.entry("broken pipe", EPIPE),
          Map.entry("software caused connection abort", ECONNABORTED),
          Map.entry("an established connection was aborted", ECONNABORTED),
          Map.entry("connection refused", ECONNREFUSED),
          Map.entry("connection timed out", ETIMEDOUT),
          Map.entry("operation timed out", ETIMEDOUT),
          Map.entry("no route to host", EHOSTUNREACH),
          Map.entry("host is down", EHOSTDOWN),
          Map.entry("host is unreachable", EHOSTUNREACH),
          Map.entry("network is unreachable", ENETUNREACH),
          Map.entry("network is down", ENETDOWN),
          Map.entry("address already in use", EADDRINUSE),
          Map.entry("address in use", EADDRINUSE),
          Map.entry("only one usage of each socket address", EADDRINUSE),
          Map.entry("cannot assign requested address", EADDRNOTAVAIL),
          Map.entry("can't assign requested address", EADDRNOTAVAIL),
          Map.entry("address not available", EADDRNOTAVAIL),
          Map.entry("permission denied", EACCES),
          Map.entry("operation not permitted", EPERM),
          Map.entry("too many open files in system", ENFILE),
          Map.entry("too many open files", EMFILE),
          Map.entry("no buffer space available", ENOBUFS),
          Map.entry("cannot allocate memory", ENOMEM),
          Map.entry("message too long", EMSGSIZE),
          Map.entry("a message sent on a datagram socket was larger", EMSGSIZE),
          Map.entry("protocol not available", ENOPROTOOPT),
          Map.entry("operation not supported", EOPNOTSUPP),
          Map.entry("protocol not supported", EPROTONOSUPPORT),
          Map.entry("address family not supported", EAFNOSUPPORT),
          Map.entry("protocol wrong type for socket", EPROTOTYPE),
          Map.entry("invalid argument", EINVAL),
          Map.entry("transport endpoint is not connected", ENOTCONN),
          Map.entry("socket is not connected", ENOTCONN),
          Map.entry("not connected", ENOTCONN),
          Map.entry("no such file or directory", ENOENT),
          Map.entry("no such device", ENODEV),
          Map.entry("not a directory", ENOTDIR),
          Map.entry("is a directory", EISDIR),
          Map.entry("file name too long", ENAMETOOLONG),
          Map.entry("unix domain path too long", ENAMETOOLONG),
          Map.entry("file exists", EEXIST),
          Map.entry("too many levels of symbolic links", ELOOP),
          Map.entry("no space left on device", ENOSPC),
          Map.entry("file too large", EFBIG),
          Map.entry("read-only file system", EROFS),
          Map.entry("resource temporarily unavailable", EAGAIN),
          Map.entry("destination address required", EDESTADDRREQ));

  private Errnos() {}

  static int of(IOException e) {
    return switch (e) {
      case ErrnoException own -> own.errno;
      case ClosedChannelException _ -> EBADF;
      case PortUnreachableException _ -> ECONNREFUSED;
      case NoSuchFileException _ -> ENOENT;
      case FileAlreadyExistsException _ -> EEXIST;
      case AccessDeniedException _ -> EACCES;
      case NotDirectoryException _ -> ENOTDIR;
      case DirectoryNotEmptyException _ -> ENOTEMPTY;
      case FileSystemLoopException _ -> ELOOP;
      case NotLinkException _ -> EINVAL;
      case NoRouteToHostException _ -> worded(e, EHOSTUNREACH);
      case ConnectException _ -> worded(e, ECONNREFUSED);
      case BindException _ -> worded(e, EADDRINUSE);
      default -> worded(e, EIO);
    };
  }

  private static int worded(IOException e, int otherwise) {
    String message = e.getMessage();
    if (message == null) {
      return otherwise;
    }
    String words = message.toLowerCase(Locale.ROOT);
    return WORDS.entrySet().stream()
        // A path may stand before the words, and "[1]" or "(Bind failed)" behind them.
        .filter(entry -> words.contains(entry.getKey()))
        .max(Map.Entry.comparingByKey(java.util.Comparator.comparingInt(String::length)))
        .map(Map.Entry::getValue)
        .orElse(otherwise);
  }

  /** The errno of an exception that NIO throws for the state of a channel, or 0. */
  static int of(RuntimeException e) {
    return switch (e) {
      case NotYetConnectedException _ -> ENOTCONN;
      case AlreadyConnectedException _ -> EISCONN;
      case ConnectionPendingException _ -> EALREADY;
      case NoConnectionPendingException _ -> ENOTCONN;
      case AlreadyBoundException _, NotYetBoundException _ -> EINVAL;
      case UnresolvedAddressException _ -> EADDRNOTAVAIL;
      case UnsupportedAddressTypeException _ -> EAFNOSUPPORT;
      case ClosedSelectorException _ -> EBADF;
      case UnsupportedOperationException _ -> EOPNOTSUPP;
      default -> 0;
    };
  }
}
