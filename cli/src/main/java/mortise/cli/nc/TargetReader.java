package mortise.cli.nc;

import java.util.List;
import mortise.cli.nc.NcSettings.Network;
import mortise.cli.nc.NcSettings.Target;
import mortise.cli.nc.NcSettings.Transport;

/** Finds out where to connect to or to listen, from the words between the options. */
final class TargetReader {
  private static final int DEFAULT_HTTP_PROXY_PORT = 3128;
  private static final int DEFAULT_SOCKS_PORT = 1080;

  private final ParsedOptions given;
  private final boolean listens;

  TargetReader(ParsedOptions given, boolean listens) {
    this.given = given;
    this.listens = listens;
  }

  Target read() {
    Network network = network();
    boolean resolves = !given.has(NcOption.NO_DNS);
    List<String> words = given.words();
    int taken = hostWords(network, words);
    String host = taken == 0 ? null : words.getFirst();
    requireOnePort(words, taken);
    Transport transport = transport();
    long port = defaultPort();
    List<Integer> ports = null;
    if (taken < words.size()) {
      String text = words.get(taken);
      boolean zero = given.has(NcOption.ZERO) && network != Network.VSOCK;
      ports = zero ? PortText.list(text, transport) : null;
      port = zero ? ports.getFirst() : PortText.port(text, network == Network.VSOCK, transport);
    } else if (listens && given.has(NcOption.SOURCE_PORT)) {
      port = sourcePort(given);
    }
    return new Target(network, transport, host, port, ports, resolves);
  }

  private Network network() {
    if (given.has(NcOption.UNIX)) {
      return Network.UNIX;
    }
    if (given.has(NcOption.VSOCK)) {
      return Network.VSOCK;
    }
    if (given.has(NcOption.IP6)) {
      return Network.IP6;
    }
    return given.has(NcOption.IP4) ? Network.IP4 : Network.INET;
  }

  private Transport transport() {
    if (given.has(NcOption.UDP)) {
      return Transport.UDP;
    }
    return given.has(NcOption.SCTP) ? Transport.SCTP : Transport.TCP;
  }

  /** How many of the words are for the host: none or one. */
  private int hostWords(Network network, List<String> words) {
    if (network == Network.UNIX) {
      if (words.isEmpty()) {
        throw new UsageException(
            "You have to specify the path of a socket to "
                + (listens ? "listen on." : "connect to."));
      }
      if (words.size() > 1) {
        throw new UsageException(
            "A UNIX socket has no port, but \"" + words.get(1) + "\" came too.");
      }
      return 1;
    }
    boolean named =
        network == Network.VSOCK && (words.size() > 1 || !listens)
            || !words.isEmpty() && !PortText.isAllDigits(words.getFirst());
    if (!listens && (words.isEmpty() || !named)) {
      throw new UsageException("You must specify a host to connect to.");
    }
    return named ? 1 : 0;
  }

  private void requireOnePort(List<String> words, int taken) {
    boolean byOption = listens && given.has(NcOption.SOURCE_PORT);
    int count = words.size() - taken + (byOption ? 1 : 0);
    if (count > 1 && given.words().size() > taken) {
      StringBuilder all = new StringBuilder("Got more than one port specification:");
      if (byOption) {
        all.append(' ').append(given.value(NcOption.SOURCE_PORT));
      }
      for (String word : words.subList(taken, words.size())) {
        all.append(' ').append(word);
      }
      throw new UsageException(all.append('.').toString());
    }
  }

  private int defaultPort() {
    if (listens && given.has(NcOption.SOCKS_SERVER)) {
      return DEFAULT_SOCKS_PORT;
    }
    if (listens && given.has(NcOption.PROXY_TYPE)) {
      return ProxyText.type(given).equals("http") ? DEFAULT_HTTP_PROXY_PORT : DEFAULT_SOCKS_PORT;
    }
    return NcSettings.DEFAULT_PORT;
  }

  /** The port of -p. */
  static long sourcePort(ParsedOptions given) {
    String text = given.value(NcOption.SOURCE_PORT);
    long port = PortText.number(text);
    if (port < 0 || port > (given.has(NcOption.VSOCK) ? 0xffffffffL : 0xffff)) {
      throw new UsageException("Invalid source port \"" + text + "\".");
    }
    return port;
  }
}
