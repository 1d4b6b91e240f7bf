package mortise.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mortise.sys.NetIf;
import mortise.sys.struct.IfNameindex;

/** Network interfaces by name and number, if_nametoindex(3). The JDK has their attributes. */
public final class Interfaces {
  private Interfaces() {}

  /**
   * An interface.
   *
   * @param index its number in this network namespace, from 1
   * @param name its name, such as {@code eth0}; bytes that are no UTF-8 are kept ({@link ByteText})
   */
  public record Interface(int index, String name) {
    /** On one line: the kernel lets names have control characters. */
    @Override
    public String toString() {
      return "Interface[" + index + ", " + Printable.of(name) + "]";
    }
  }

  /** All interfaces of this network namespace, if_nameindex(3). */
  public static List<Interface> nameIndex() throws IOException {
    long begin = Trace.begin();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment array = NetIf.if_nameindex(errno);
      if (array.address() == 0) {
        long result = -errno.get(ValueLayout.JAVA_INT, 0);
        Trace.end(begin, "if_nameindex", -1, "", result);
        throw SocketExceptions.of(result, "if_nameindex", null, null, 0);
      }
      try {
        List<Interface> all = read(array);
        Trace.end(begin, "if_nameindex", -1, "", all.size());
        return all;
      } finally {
        NetIf.if_freenameindex(array);
      }
    }
  }

  private static List<Interface> read(MemorySegment array) {
    List<Interface> all = new ArrayList<>();
    for (long at = 0; ; at += IfNameindex.SIZE) {
      MemorySegment s = array.asSlice(at, IfNameindex.SIZE);
      if (IfNameindex.if_index(s) == 0) {
        return List.copyOf(all);
      }
      all.add(new Interface(IfNameindex.if_index(s), IfNameindex.if_name(s)));
    }
  }

  /**
   * The number of an interface, if_nametoindex(3).
   *
   * @throws IllegalArgumentException when the name has a NUL
   * @throws java.net.SocketException when there is no interface of the name (ENODEV)
   */
  public static int nameToIndex(String name) throws IOException {
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("interface name has a NUL at " + name.indexOf('\0'));
    }
    long begin = Trace.begin();
    long index = NetIf.if_nametoindex(Bytes.cString(name));
    Trace.end(begin, "if_nametoindex", -1, name, index);
    if (index < 0) {
      throw SocketExceptions.of(index, "if_nametoindex " + Printable.of(name), null, null, 0);
    }
    return (int) index;
  }

  /**
   * The name of an interface, if_indextoname(3).
   *
   * @throws java.net.SocketException when there is no interface of the number (ENXIO)
   */
  public static String indexToName(int index) throws IOException {
    byte[] name = new byte[NetIf.IF_NAMESIZE];
    long begin = Trace.begin();
    long result = NetIf.if_indextoname(index, MemorySegment.ofArray(name));
    String number = Integer.toUnsignedString(index);
    Trace.end(begin, "if_indextoname", -1, number, result);
    if (result < 0) {
      throw SocketExceptions.of(result, "if_indextoname " + number, null, null, 0);
    }
    int length = 0;
    while (name[length] != 0) {
      length++;
    }
    return ByteText.decode(Arrays.copyOf(name, length));
  }

  /**
   * The index that a scope such as {@code eth0} or {@code 2} means, 0 to 2^32 - 1; -1 where there
   * is none.
   *
   * @param named whether it may be a name
   */
  static long scope(String text, boolean named) {
    if (text.isEmpty()) {
      return -1;
    }
    if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      String digits = text.replaceFirst("^0+(?=.)", "");
      long index = digits.length() > 10 ? -1 : Long.parseLong(digits);
      return index > 0xffffffffL ? -1 : index;
    }
    if (!named || text.indexOf('\0') >= 0) {
      return -1;
    }
    return Math.max(-1, NetIf.if_nametoindex(Bytes.cString(text)));
  }
}
