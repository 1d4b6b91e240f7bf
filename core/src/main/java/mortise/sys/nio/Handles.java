package mortise.sys.nio;

import static mortise.sys.Fcntl.FD_CLOEXEC;
import static mortise.sys.SysErrno.EBADF;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The table of descriptor numbers. As on Linux, a new one is the lowest that is free. */
final class Handles {
  private static final int FIRST = 3;

  /** By number. Replaced when it grows; guarded by the class for writing. */
  private static volatile Handle[] table = new Handle[64];

  /** The flags of each number, FD_CLOEXEC. Guarded by the class. */
  private static byte[] flags = new byte[64];

  static {
    for (int i = 0; i < FIRST; i++) {
      table[i] = new StandardHandle(i);
    }
    // What did not come through exec(2) has the flag.
    flags[0] = StandardHandle.isInputOfTheJvm() ? (byte) FD_CLOEXEC : 0;
  }

  private Handles() {}

  /** What a number stands for. */
  static Handle get(long number) throws ErrnoException {
    Handle[] current = table;
    Handle found = number < 0 || number >= current.length ? null : current[(int) number];
    if (found == null) {
      throw new ErrnoException(EBADF);
    }
    return found;
  }

  /** The sockets that are open. */
  static List<SocketHandle> sockets() {
    List<SocketHandle> sockets = new ArrayList<>();
    for (Handle handle : table) {
      if (handle instanceof SocketHandle socket) {
        sockets.add(socket);
      }
    }
    return sockets;
  }

  /** Gives a handle a number, not below {@code least}. */
  static synchronized int add(Handle handle, int least, boolean closeOnExec) {
    int number = least;
    while (number < table.length && table[number] != null) {
      number++;
    }
    set(number, handle, closeOnExec);
    return number;
  }

  static int add(Handle handle, boolean closeOnExec) {
    return add(handle, FIRST, closeOnExec);
  }

  private static void set(int number, Handle handle, boolean closeOnExec) {
    Handle[] current = table;
    if (number >= current.length) {
      int size = Math.max(number + 1, 2 * current.length);
      current = Arrays.copyOf(current, size);
      flags = Arrays.copyOf(flags, size);
    }
    flags[number] = closeOnExec ? (byte) FD_CLOEXEC : 0;
    current[number] = handle;
    table = current;
  }

  /** Gives a handle another number too, dup(2). */
  static synchronized int duplicate(Handle handle, int least, boolean closeOnExec) {
    handle.retain();
    return add(handle, least, closeOnExec);
  }

  /** Gives a number another meaning, dup2(2). */
  static int replace(Handle handle, int number) {
    Handle before = null;
    synchronized (Handles.class) {
      Handle[] current = table;
      if (number < current.length) {
        before = current[number];
      }
      if (before == handle) {
        return number;
      }
      handle.retain();
      set(number, handle, false);
    }
    if (before != null) {
      before.release();
    }
    return number;
  }

  /** Frees a number, and closes what no other number stands for. */
  static void close(long number) throws ErrnoException {
    Handle closed;
    synchronized (Handles.class) {
      closed = get(number);
      Handle[] current = table;
      current[(int) number] = null;
      table = current;
    }
    closed.release();
  }

  static synchronized int flags(long number) throws ErrnoException {
    get(number);
    return flags[(int) number];
  }

  static synchronized void flags(long number, int value) throws ErrnoException {
    get(number);
    flags[(int) number] = (byte) (value & FD_CLOEXEC);
  }
}
