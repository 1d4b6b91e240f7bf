package mortise.sys.nio;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static mortise.sys.SysErrno.ENODEV;
import static mortise.sys.SysErrno.ENXIO;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import mortise.sys.NetIf;
import mortise.sys.struct.IfNameindex;

/** Network interfaces by name and number, by the JDK. */
final class Interfaces {
  private Interfaces() {}

  static int index(MemorySegment name) throws IOException {
    NetworkInterface link = NetworkInterface.getByName(Addresses.text(name));
    if (link == null || link.getIndex() <= 0) {
      throw new ErrnoException(ENODEV);
    }
    return link.getIndex();
  }

  static void name(int index, MemorySegment name) throws IOException {
    NetworkInterface link = index <= 0 ? null : NetworkInterface.getByIndex(index);
    if (link == null) {
      throw new ErrnoException(ENXIO);
    }
    byte[] bytes = link.getName().getBytes(StandardCharsets.UTF_8);
    int count = Math.min(bytes.length, NetIf.IF_NAMESIZE - 1);
    MemorySegment.copy(bytes, 0, name, JAVA_BYTE, 0, count);
    name.set(JAVA_BYTE, count, (byte) 0);
  }

  /** An array of {@code struct if_nameindex} that ends with index 0. */
  static MemorySegment all() throws IOException {
    List<NetworkInterface> links =
        NetworkInterface.networkInterfaces()
            .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
            .toList();
    Block block = new Block(Arena.ofAuto().allocate((links.size() + 1L) * 64 + 64, 8));
    MemorySegment array = block.take((links.size() + 1L) * IfNameindex.SIZE);
    array.fill((byte) 0);
    for (int i = 0; i < links.size(); i++) {
      MemorySegment s = array.asSlice((long) i * IfNameindex.SIZE, IfNameindex.SIZE);
      s.set(JAVA_INT_UNALIGNED, 0, links.get(i).getIndex());
      Block.put(s, 8, block.string(links.get(i).getName()).address());
    }
    return array;
  }
}
