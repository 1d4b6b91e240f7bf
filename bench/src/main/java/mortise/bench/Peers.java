package mortise.bench;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mortise.bench.Peer.Command;
import mortise.bench.server.JdkDatagramEcho;
import mortise.bench.server.JdkSelectorEcho;
import mortise.bench.server.JdkThreadsEcho;
import mortise.bench.server.MortiseDatagramEcho;
import mortise.bench.server.MortiseDatagramServerEcho;
import mortise.bench.server.MortiseEcho;
import mortise.bench.server.MortiseServerEcho;
import mortise.bench.server.MortiseTlsEcho;
import mortise.bench.server.NettyDatagramEcho;
import mortise.bench.server.NettyEcho;
import mortise.bench.server.NettyTlsEcho;
import mortise.net.Socket;

/** All servers that can be compared. */
final class Peers {
  /** The one that all others are compared with. */
  static final String BASE = "c-epoll";

  /** What the name of a copy of the base ends with, which shows the noise. */
  static final String AGAIN = "-again";

  /** The same behind TLS. */
  static final String TLS_BASE = "openssl";

  /** That of datagrams. */
  static final String UDP_BASE = "c-recvmmsg";

  /** {@code openssl s_server} does not echo. */
  static final String TLS_ECHO_BASE = "netty-openssl";

  /** What Java programs do without mortise. */
  static final String JDK_THREADS = "jdk-threads";

  /** mortise on the layer over NIO. */
  static final List<String> PORTABLE = List.of("mortise-portable", "mortise-portable-loop");

  private final Tools tools;
  private final List<String> javaOptions;

  Peers(Tools tools, List<String> javaOptions) {
    this.tools = tools;
    this.javaOptions = javaOptions;
  }

  List<Peer> all() {
    return List.of(
        new Peer(BASE, "C, epoll, edge-triggered, one thread, one buffer", false, this::epoll),
        new Peer(BASE + AGAIN, "the same program: what differs is noise", false, this::epoll),
        new Peer("c-uring", "C, io_uring, liburing, one thread", false, this::uring),
        new Peer("netty-epoll", "Netty, epoll, one event loop", true, this::nettyEpoll),
        new Peer("netty-uring", "Netty, io_uring, one event loop", true, this::nettyUring),
        new Peer(JDK_THREADS, "ServerSocket, virtual threads", true, this::jdkThreads),
        new Peer("jdk-selector", "NIO selector, one thread", true, this::jdkSelector),
        new Peer("go", "Go, a goroutine per connection", false, this::go),
        new Peer("python", "Python, asyncio protocol", false, this::python),
        new Peer("mortise", "mortise, virtual threads, default scheduler", true, this::mortise),
        new Peer("mortise-loop", "mortise, virtual threads on a loop", true, this::mortiseLoop),
        new Peer(
            "mortise-lent", "the same, a buffer lent while it is used", true, this::mortiseLent),
        new Peer("mortise-server", "mortise.server, one loop", true, this::mortiseServer),
        new Peer(
            "mortise-server-epoll", "the same without io_uring", true, this::mortiseServerEpoll),
        new Peer(
            "mortise-server-lent",
            "mortise.server, a buffer lent while it is used",
            true,
            this::mortiseServerLent),
        new Peer(PORTABLE.get(0), "mortise on the layer over NIO", true, this::portable),
        new Peer(PORTABLE.get(1), "the same on a loop", true, this::portableLoop));
  }

  /** Those behind TLS, for {@code --tls}. */
  List<Peer> tls() {
    return List.of(
        new Peer(TLS_BASE, "openssl s_server, one connection at a time", false, this::openssl),
        new Peer("c-openssl", "C, epoll, the system's OpenSSL, one thread", false, this::cTls),
        new Peer("netty-jdk", "Netty, epoll, the JDK's engine", true, () -> nettyTls("JDK")),
        new Peer("netty-openssl", "Netty, epoll, BoringSSL", true, () -> nettyTls("OPENSSL")),
        new Peer("mortise-tls", "mortise.tls on a loop", true, this::mortiseTls),
        new Peer("mortise-tls-lent", "the same, with lent buffers", true, this::mortiseTlsLent));
  }

  /** Those of datagrams, for {@code --udp}. */
  List<Peer> udp() {
    return List.of(
        new Peer(UDP_BASE, "C, epoll, recvmmsg and sendmmsg", false, () -> cUdp("recvmmsg")),
        new Peer(
            UDP_BASE + AGAIN,
            "the same program: what differs is noise",
            false,
            () -> cUdp("recvmmsg")),
        new Peer("c-recvfrom", "C, blocking recvfrom and sendto", false, () -> cUdp("recvfrom")),
        new Peer("c-gso", "C, recvmmsg with UDP_GRO, UDP_SEGMENT", false, () -> cUdp("gso")),
        new Peer("netty-epoll", "Netty, recvmmsg and sendmmsg", true, () -> nettyUdp()),
        new Peer("netty-gso", "the same with GRO and GSO", true, () -> nettyUdp("--gso")),
        new Peer("jdk-platform", "DatagramChannel, a platform thread", true, () -> jdkUdp()),
        new Peer(
            "jdk-virtual", "DatagramChannel, a virtual thread", true, () -> jdkUdp("--virtual")),
        new Peer("go", "Go, a goroutine", false, this::goUdp),
        new Peer("mortise", "recvFrom and sendTo, default scheduler", true, () -> mortiseUdp()),
        new Peer("mortise-loop", "the same on a loop", true, () -> mortiseUdp("--loop")),
        new Peer(
            "mortise-messages",
            "recvMessages and sendMessages on a loop",
            true,
            () -> mortiseUdp("--loop", "--messages")),
        new Peer(
            "mortise-batch",
            "DatagramBatch on a loop",
            true,
            () -> mortiseUdp("--loop", "--batch")),
        new Peer("mortise-gso", "the same with UDP_GRO", true, () -> mortiseUdp("--loop", "--gso")),
        new Peer("mortise-server", "mortise.server.DatagramServer", true, this::mortiseUdpServer));
  }

  /** The peers of these names, in this order. */
  static List<Peer> named(List<Peer> all, List<String> names) {
    return names.stream()
        .map(name ->
            all.stream()
                .filter(peer -> peer.name().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no server is called " + name)))
        .toList();
  }

  private Command epoll() throws IOException {
    return command(List.of(tools.c("epoll_server").toString()));
  }

  private Command uring() throws IOException {
    return command(List.of(tools.c("uring_server", "-luring").toString()));
  }

  private Command go() throws IOException {
    return command(List.of(tools.go("echo").toString()));
  }

  private Command python() throws IOException {
    if (Tools.find("python3") == null) {
      throw new IOException("python3 is not installed");
    }
    return command(List.of("python3", tools.source("python/echo.py").toString()));
  }

  private Command nettyEpoll() {
    return java(NettyEcho.class, NETTY);
  }

  private Command nettyUring() {
    return java(NettyEcho.class, NETTY, "--uring");
  }

  private Command jdkThreads() {
    return java(JdkThreadsEcho.class, List.of());
  }

  private Command jdkSelector() {
    return java(JdkSelectorEcho.class, List.of());
  }

  private Command mortise() {
    return java(MortiseEcho.class, List.of());
  }

  private Command mortiseLoop() {
    return java(MortiseEcho.class, List.of(), "--loop");
  }

  private Command mortiseLent() {
    return java(MortiseEcho.class, List.of(), "--loop", "--lend");
  }

  private Command mortiseServer() {
    return java(MortiseServerEcho.class, List.of());
  }

  private Command mortiseServerEpoll() {
    return java(MortiseServerEcho.class, List.of("-Dmortise.io_uring=off"));
  }

  private Command mortiseServerLent() {
    return java(MortiseServerEcho.class, List.of(), "--lend");
  }

  private Command portable() {
    return java(MortiseEcho.class, List.of("-Dmortise.sys=portable"));
  }

  private Command portableLoop() {
    return java(MortiseEcho.class, List.of("-Dmortise.sys=portable"), "--loop");
  }

  private Command openssl() throws IOException {
    for (String needed : List.of("openssl", "python3")) {
      if (Tools.find(needed) == null) {
        throw new IOException(needed + " is not installed");
      }
    }
    List<String> before = List.of("sh", tools.source("sh/openssl_server.sh").toString());
    return new Command(before, tools.certificate());
  }

  private Command cTls() throws IOException {
    List<String> before = List.of(tools.c("tls_server", "-lssl", "-lcrypto").toString());
    return new Command(before, tools.certificate());
  }

  private Command nettyTls(String provider) throws IOException {
    return java(NettyTlsEcho.class, NETTY, tlsArguments(provider));
  }

  private Command mortiseTls() throws IOException {
    return java(MortiseTlsEcho.class, List.of(), tlsArguments("--own"));
  }

  private Command mortiseTlsLent() throws IOException {
    return java(MortiseTlsEcho.class, List.of(), tlsArguments("--lend"));
  }

  /** Chain, key and one more. */
  private String[] tlsArguments(String last) throws IOException {
    List<String> arguments = new ArrayList<>(tools.certificate());
    arguments.add(last);
    return arguments.toArray(String[]::new);
  }

  private Command cUdp(String kind) throws IOException {
    return new Command(List.of(tools.c("udp_server").toString()), List.of(kind));
  }

  private Command nettyUdp(String... arguments) {
    return java(NettyDatagramEcho.class, NETTY, arguments);
  }

  private Command jdkUdp(String... arguments) {
    return java(JdkDatagramEcho.class, List.of(), arguments);
  }

  private Command goUdp() throws IOException {
    return command(List.of(tools.go("udp_echo").toString()));
  }

  private Command mortiseUdp(String... arguments) {
    return java(MortiseDatagramEcho.class, List.of(), arguments);
  }

  private Command mortiseUdpServer() {
    return java(MortiseDatagramServerEcho.class, List.of());
  }

  private static Command command(List<String> before) {
    return new Command(before, List.of());
  }

  /** Unsafe is what Netty is fast with; leak detection is for tests. */
  private static final List<String> NETTY =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dio.netty.leakDetection.level=disabled");

  private Command java(Class<?> main, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.addAll(GRANTS);
    command.addAll(options);
    command.addAll(javaOptions);
    command.addAll(List.of("-cp", classPath()));
    command.add(main.getName());
    return new Command(command, List.of(arguments));
  }

  /** mortise as a module beside the class path, with what a program grants it. */
  static final List<String> GRANTS =
      List.of(
          "--module-path=" + mortisePath(),
          "--add-modules=mortise",
          "--enable-native-access=mortise",
          "--add-opens=java.base/java.lang=mortise");

  private static String mortisePath() {
    try {
      return Path.of(Socket.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static String classPath() {
    String[] parts = System.getProperty("java.class.path").split(File.pathSeparator);
    return String.join(
        File.pathSeparator,
        Arrays.stream(parts).filter(part -> !part.equals(mortisePath())).toList());
  }
}
