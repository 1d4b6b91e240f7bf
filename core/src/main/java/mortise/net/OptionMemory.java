package mortise.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import mortise.sys.SysErrno;

/**
 * The options whose values stay in the kernel and are charged to the socket: {@code optmem_max} in
 * socket(7).
 */
final class OptionMemory {
  private static final Path LIMIT = Path.of("/proc/sys/net/core/optmem_max");

  /** Those that fail with ENOMEM beyond the limit; others have further reasons for that. */
  private static final Set<Option<?>> CHARGED =
      Set.of(
          Option.SO_ATTACH_FILTER,
          Option.SO_ATTACH_BPF,
          Option.SO_ATTACH_REUSEPORT_CBPF,
          TcpOption.TCP_MD5SIG,
          TcpOption.TCP_MD5SIG_EXT);

  private OptionMemory() {}

  /** Names the limit that a value exceeds, alone or with those before it; empty for others. */
  static String exceeded(Option<?> option, long result) {
    return result == -SysErrno.ENOMEM && CHARGED.contains(option)
        ? "more memory for options than net.core.optmem_max" + limit()
        : "";
  }

  private static String limit() {
    try {
      return ", " + Files.readString(LIMIT).strip() + " bytes";
    } catch (IOException e) {
      return ""; // older kernels show it in the first network namespace alone
    }
  }
}
