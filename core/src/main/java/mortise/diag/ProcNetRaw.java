package mortise.diag;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mortise.diag.KernelSocket.Details;
import mortise.diag.KernelSocket.Holder;
import mortise.diag.KernelSocket.Queues;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Protocol;
import mortise.net.TcpState;
import mortise.net.Type;

/**
 * The raw sockets of /proc/net/raw and raw6, proc_net(5), for kernels that were built without
 * CONFIG_INET_RAW_DIAG, as most are. There is no cookie in them.
 */
final class ProcNetRaw {
  private ProcNetRaw() {}

  static List<KernelSocket> read(Family family) throws IOException {
    boolean six = family.equals(Family.INET6);
    Path table = Path.of("/proc/thread-self/net/" + (six ? "raw6" : "raw"));
    try (Stream<String> rows = Files.lines(table)) {
      return rows.skip(1).map(row -> socket(family, row.strip().split("\\s+"))).toList();
    }
  }

  /** A row: number, local, remote, state, tx:rx queue, timer, retransmissions, user, 0, inode. */
  private static KernelSocket socket(Family family, String[] row) {
    String[] queues = row[4].split(":");
    int protocol = Integer.parseInt(row[1].substring(row[1].indexOf(':') + 1), 16);
    return new KernelSocket(
        family,
        Type.RAW,
        new Protocol(protocol),
        new TcpState(Integer.parseInt(row[3], 16)),
        host(row[1]),
        host(row[2]),
        new Queues(Long.parseLong(queues[1], 16), Long.parseLong(queues[0], 16)),
        new Holder(Long.parseLong(row[9]), 0, Long.parseLong(row[7])),
        Optional.empty(),
        0,
        Details.NONE);
  }

  /** Words in the order of this machine, each of whose bytes are in the order of the network. */
  private static Inet host(String field) {
    String hex = field.substring(0, field.indexOf(':'));
    MemorySegment bytes = MemorySegment.ofArray(new byte[hex.length() / 2]);
    for (int at = 0; at < hex.length(); at += 8) {
      int word = Integer.parseUnsignedInt(hex, at, at + 8, 16);
      bytes.set(ValueLayout.JAVA_INT_UNALIGNED, at / 2, word);
    }
    byte[] address = bytes.toArray(ValueLayout.JAVA_BYTE);
    return address.length == 4 ? Inet4.of(address, 0) : Inet6.of(address, 0);
  }
}
