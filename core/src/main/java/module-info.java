/**
 * BSD sockets in pure Java over {@code java.lang.foreign}, with a server layer, TLS and proxies.
 *
 * <p>A first program, {@code Hello.java}:
 *
 * <pre>{@code
 * import mortise.net.*;
 *
 * void main() throws IOException {
 *   try (Socket listener = Socket.listener(Inet4.LOOPBACK.withPort(0))) {
 *     IO.println("listening on " + listener.localAddress());
 *     try (Socket peer = listener.accept()) {
 *       peer.sendAll("hello\n");
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Grants that it runs with:
 *
 * <pre>
 * java --enable-native-access=mortise --add-opens=java.base/java.lang=mortise \
 *   -p mortise.jar --add-modules mortise Hello.java
 * </pre>
 *
 * <ul>
 *   <li>{@code --enable-native-access=mortise} permits the calls to libc. Without it Java prints a
 *       warning, or denies them.
 *   <li>{@code --add-opens=java.base/java.lang=mortise} permits event loops to schedule virtual
 *       threads ({@link mortise.net.Loop}). Without it the JDK's scheduler runs them, at more CPU
 *       time.
 * </ul>
 *
 * <p>The module calls libc on Linux, x86-64 and aarch64, and uses {@code java.nio} elsewhere
 * ({@link mortise.net.Platform}). It needs {@code java.base} only. With {@code jdk.jfr} present,
 * servers emit JFR events.
 *
 * <ul>
 *   <li>{@link mortise.net}: sockets, addresses, options, messages, name resolution.
 *   <li>{@link mortise.server}: servers with limits, timeouts and graceful shutdown.
 *   <li>{@link mortise.diag}: the sockets of all processes, as ss(8) lists them.
 *   <li>{@link mortise.process}: pipes, files, terminals and child processes.
 *   <li>{@link mortise.tls}: TLS and DTLS over any connection.
 *   <li>{@link mortise.proxy}: proxy clients and servers.
 * </ul>
 */
module mortise {
  // For the events of mortise.server; without it they are left out.
  requires static jdk.jfr;

  // @NullMarked and @Nullable, for compilers and editors; no class is loaded from it.
  requires static org.jspecify;

  exports mortise.diag;
  exports mortise.net;
  exports mortise.process;
  exports mortise.proxy;
  exports mortise.server;
  exports mortise.tls;
}
