package mortise.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mortise.process.ChildConfig;
import mortise.process.ChildProcess;
import mortise.process.ChildStream;
import mortise.process.PlainDescriptor;
import mortise.process.Pty;
import mortise.testing.Loopback;

/** Tries each row of the table in docs/portability.md on the layer of this process. */
final class Features {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Features() {}

  /** Something that fails where the feature is missing. */
  @FunctionalInterface
  private interface Try {
    void run(Path folder) throws Exception;
  }

  private static final Map<String, Try> TRIES = new LinkedHashMap<>();

  static {
    stream("TCP over IPv4", Loopback.TCP4);
    stream("TCP over IPv6", Loopback.TCP6);
    stream("UNIX streams by path", Loopback.UNIX_STREAM);
    TRIES.put("UDP over IPv4", _ -> datagrams(Inet4.LOOPBACK));
    TRIES.put("UDP over IPv6", _ -> datagrams(Inet6.LOOPBACK));
    supported("UNIX datagrams", Family.UNIX, Type.DGRAM);
    supported("UNIX seqpackets", Family.UNIX, Type.SEQPACKET);
    TRIES.put(
        "abstract UNIX names",
        _ -> {
          try (Socket socket = Socket.open(Family.UNIX, Type.STREAM)) {
            socket.bind(Unix.ofAbstract("mortise-features-" + ProcessHandle.current().pid()));
          }
        });
    supported("netlink", Family.NETLINK, Type.RAW);
    TRIES.put("socket pairs", _ -> Socket.pair(Family.UNIX, Type.STREAM).close());
    for (Option<?> option :
        List.of(
            Option.SO_REUSEADDR,
            Option.SO_REUSEPORT,
            Option.SO_KEEPALIVE,
            Option.SO_LINGER,
            Option.SO_RCVBUF,
            Option.SO_SNDBUF,
            TcpOption.TCP_NODELAY,
            TcpOption.TCP_KEEPIDLE,
            IpOption.IP_TOS,
            IpOption.IP_TTL,
            Option.SO_OOBINLINE,
            Option.SO_BINDTODEVICE,
            Option.SO_TIMESTAMP,
            TcpOption.TCP_CORK,
            TcpOption.TCP_DEFER_ACCEPT,
            TcpOption.TCP_INFO,
            TcpOption.TCP_QUICKACK,
            TcpOption.TCP_USER_TIMEOUT)) {
      TRIES.put(
          "option " + option,
          _ -> {
            try (Socket socket = Socket.open(Family.INET, Type.STREAM)) {
              require(socket.supports(option));
            }
          });
    }
    TRIES.put(
        "MSG_PEEK",
        _ -> {
          try (SocketPair pair = Loopback.TCP4.pair()) {
            pair.second().send("hello".getBytes(UTF_8));
            pair.first().timeout(LIMIT);
            require(pair.first().recv(9, Flags.PEEK).length == 5);
            require(pair.first().recv(9).length == 5);
          }
        });
    TRIES.put(
        "MSG_OOB, sent",
        _ -> {
          try (SocketPair pair = Loopback.TCP4.pair()) {
            pair.second().send(new byte[1], Flags.OOB);
          }
        });
    TRIES.put(
        "MSG_OOB, received",
        _ -> {
          try (SocketPair pair = Loopback.TCP4.pair()) {
            pair.second().send(new byte[1], Flags.OOB);
            pair.first().timeout(LIMIT);
            require(pair.first().recv(1, Flags.OOB).length == 1);
          }
        });
    TRIES.put(
        "empty datagram from a connected socket",
        _ -> {
          try (Socket to = Socket.open(Family.INET, Type.DGRAM);
              Socket from = Socket.open(Family.INET, Type.DGRAM)) {
            to.bind(Inet4.LOOPBACK);
            from.connect(to.localAddress());
            from.send(new byte[0]);
          }
        });
    TRIES.put(
        "descriptor passing",
        _ -> {
          try (SocketPair pair = Loopback.UNIX_STREAM.pair();
              Socket passed = Socket.open()) {
            pair.first().sendDescriptors(new byte[1], passed);
          }
        });
    TRIES.put(
        "child processes with pipes",
        _ -> {
          ChildConfig config =
              ChildConfig.ofShell("exit 7")
                  .streams(ChildStream.PIPE, ChildStream.PIPE, ChildStream.INHERIT);
          try (ChildProcess child = ChildProcess.start(config)) {
            require(child.waitFor().status() == 7);
          }
        });
    TRIES.put("pseudo-terminals", _ -> Pty.open().close());
    TRIES.put("FIFOs", folder -> PlainDescriptor.makeFifo(folder.resolve("fifo"), 0600));
  }

  private static void stream(String feature, Loopback kind) {
    TRIES.put(
        feature,
        _ -> {
          try (SocketPair pair = kind.pair()) {
            pair.first().send("hello".getBytes(UTF_8));
            pair.second().timeout(LIMIT);
            require(pair.second().recv(9).length == 5);
          }
        });
  }

  private static void datagrams(Address here) throws IOException {
    try (Socket to = Socket.open(here.family(), Type.DGRAM);
        Socket from = Socket.open(here.family(), Type.DGRAM)) {
      to.bind(here);
      to.timeout(LIMIT);
      from.sendTo("hello".getBytes(UTF_8), to.localAddress());
      require(to.recv(9).length == 5);
    }
  }

  private static void supported(String feature, Family family, Type type) {
    TRIES.put(
        feature,
        _ -> {
          boolean told = Socket.supports(family, type);
          try (Socket _ = Socket.open(family, type)) {
            require(told);
          } catch (IOException e) {
            if (told) {
              throw new AssertionError("supports(...) says that there is " + feature, e);
            }
            throw e;
          }
        });
  }

  private static void require(boolean right) throws IOException {
    if (!right) {
      throw new IOException("not supported");
    }
  }

  /** Prints {@code FEATURE=yes} or {@code FEATURE=no} for each row. */
  public static void main(String[] arguments) throws Exception {
    System.out.println(Platform.current() + "=yes");
    Path folder = Files.createTempDirectory("mortise-features");
    try {
      for (Map.Entry<String, Try> each : TRIES.entrySet()) {
        System.out.println(each.getKey() + "=" + answer(each.getValue(), folder));
      }
    } finally {
      Files.deleteIfExists(folder.resolve("fifo"));
      Files.delete(folder);
    }
  }

  private static String answer(Try attempt, Path folder) throws Exception {
    try {
      attempt.run(folder);
      return "yes";
    } catch (IOException e) {
      return "no";
    }
  }
}
