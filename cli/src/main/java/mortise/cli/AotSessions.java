package mortise.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.List;
import mortise.cli.flow.DescriptorConnection;
import mortise.cli.nc.CommandName;
import mortise.cli.nc.Ncat;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.process.Pipe;
import mortise.tls.SelfSigned;

/**
 * The sessions of {@link AotTraining} with options: a listener or a client for each kind, which
 * receives a line and sends one. What goes on listening ends with the process.
 */
final class AotSessions {
  private static final int TRIES = 250;
  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final byte[] LINE = "x\n".getBytes(US_ASCII);
  private static final String HOST = "127.0.0.1";

  /** For a listener and for a client. */
  private static final List<String> BOTH =
      List.of(
          "-v",
          "-C",
          "-x /dev/null",
          "-o /dev/null",
          "-i 5 -w 5",
          "-t",
          "--report",
          "-e /bin/cat",
          "-c cat");

  private static final List<String> LISTENERS =
      List.of("-k", "-k -e /bin/cat", "--broker", "--chat", "--allow 127.0.0.1", "-k -m 5");

  private static final List<String> DATAGRAM_LISTENERS =
      List.of("-u", "-u -k", "-u -x /dev/null", "-u -k -e /bin/cat");

  private static final List<String> CLIENTS =
      List.of("--recv-only", "--send-only", "-q 1", "-z", "-p 0");

  private AotSessions() {}

  static void ofNc() throws Exception {
    for (String options : BOTH) {
      listen(options, Type.STREAM);
      connect(options);
    }
    for (String options : LISTENERS) {
      listen(options, Type.STREAM);
    }
    for (String options : DATAGRAM_LISTENERS) {
      listen(options, Type.DGRAM);
    }
    for (String options : CLIENTS) {
      connect(options);
    }
    sendDatagram();
    for (String type : List.of("http", "socks4", "socks5")) {
      connectThrough(type);
    }
  }

  /** A listener for many, and two clients. */
  static void ofTls() throws Exception {
    int port = freePort(Type.STREAM);
    start("-l -k --ssl " + HOST + " " + port);
    for (int i = 0; i < 2; i++) {
      start("--retry 5 --ssl " + HOST + " " + port).join(PATIENCE.multipliedBy(3));
    }
  }

  /** A client that has the listener's certificate, and one that has not. */
  static void ofVerifiedTls() throws Exception {
    byte[] pem = SelfSigned.P256.identity("localhost").pem().getBytes(US_ASCII);
    int port = freePort(Type.STREAM);
    try (Pipe identity = filled(pem);
        Pipe trusted = filled(pem)) {
      String file = "/dev/fd/" + identity.reader().number();
      start("-l -k --ssl --ssl-cert " + file + " --ssl-key " + file + " " + HOST + " " + port);
      for (String trust : List.of("--ssl-trustfile /dev/fd/" + trusted.reader().number(), "")) {
        start("--retry 5 --ssl-verify " + trust + " localhost " + port)
            .join(PATIENCE.multipliedBy(5));
      }
    }
  }

  private static Pipe filled(byte[] bytes) throws IOException {
    Pipe pipe = Pipe.open();
    pipe.writer().write(bytes);
    pipe.writer().close();
    return pipe;
  }

  /** The main addresses of relay, and services of serve. */
  static void ofServers() throws Exception {
    try (Socket target = Socket.listener(Inet4.LOOPBACK)) {
      String tcp = "tcp:" + HOST + ":" + port(target);
      serve(Type.STREAM, "relay tcp-listen:%s,fork " + tcp);
      serve(Type.STREAM, "relay tcp-listen:%s exec:cat");
      serve(Type.STREAM, "relay tcp-listen:%s -");
      serve(Type.DGRAM, "relay udp-listen:%s " + tcp);
      relayTls();
      serve(Type.STREAM, "serve echo %s");
      serve(Type.STREAM, "serve files / %s");
    }
  }

  private static void relayTls() throws Exception {
    int port = freePort(Type.STREAM);
    byte[] pem = SelfSigned.P256.identity("localhost").pem().getBytes(US_ASCII);
    try (Pipe identity = filled(pem)) {
      String file = "/dev/fd/" + identity.reader().number();
      String address = "tls-listen:" + HOST + ":" + port + ",cert=" + file + ",key=" + file;
      Thread.ofPlatform().daemon().start(() -> Main.run("relay", address, "exec:cat"));
      start("--retry 5 --ssl " + HOST + " " + port).join(PATIENCE.multipliedBy(3));
    }
  }

  private static void serve(Type type, String line) throws Exception {
    int port = freePort(type);
    String[] words = line.replace("%s", HOST + ":" + port).split(" ");
    Thread.ofPlatform().daemon().start(() -> Main.run(words));
    talk(port, type);
  }

  private static void listen(String options, Type type) throws Exception {
    int port = freePort(type);
    start("-l " + options + " " + HOST + " " + port);
    talk(port, type);
  }

  private static void connect(String options) throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK)) {
      Thread client = start(options + " localhost " + port(listener));
      listener.timeout(PATIENCE.multipliedBy(10));
      try (Socket peer = listener.accept()) {
        exchange(peer);
      }
      client.join(PATIENCE);
    }
  }

  private static void sendDatagram() throws Exception {
    try (Socket peer = Socket.open(Family.INET, Type.DGRAM)) {
      peer.bind(Inet4.LOOPBACK);
      start("-u " + HOST + " " + port(peer)).join(PATIENCE);
    }
  }

  /** Through a proxy of nc itself. */
  private static void connectThrough(String type) throws Exception {
    int proxy = freePort(Type.STREAM);
    start("-l --proxy-type " + type + " " + HOST + " " + proxy);
    talk(proxy, Type.STREAM);
    connect("--proxy " + HOST + ":" + proxy + " --proxy-type " + type);
  }

  private static Thread start(String line) {
    return Thread.ofPlatform().daemon().start(() -> nc(line.strip().split(" +")));
  }

  /** In a pipeline that gives it a line. */
  private static void nc(String... words) {
    try (Pipe in = Pipe.open();
        Pipe out = Pipe.open()) {
      in.writer().write(LINE);
      in.writer().close();
      DescriptorConnection stdio = new DescriptorConnection(in.reader(), out.writer(), "pipes");
      Ncat.run(CommandName.VERB, stdio, System.err, words);
    } catch (IOException e) {
      System.err.println("AOT training: " + e.getMessage());
    }
  }

  private static void talk(int port, Type type) throws Exception {
    for (int i = 0; i < TRIES; i++) {
      try (Socket peer = Socket.open(Family.INET, type)) {
        peer.connect(HOST, port);
        exchange(peer);
        return;
      } catch (ConnectException | PortUnreachableException _) {
        Thread.sleep(20); // nothing listens there yet
      }
    }
  }

  /** A line each way. Fails only where no datagram socket is bound to the peer's address. */
  private static void exchange(Socket peer) throws IOException {
    peer.timeout(PATIENCE);
    try {
      peer.send(LINE);
      peer.recv(100);
    } catch (PortUnreachableException e) {
      throw e;
    } catch (IOException _) {
      // It has nothing to say, or has gone.
    }
  }

  private static int freePort(Type type) throws IOException {
    try (Socket socket = Socket.open(Family.INET, type)) {
      socket.bind(Inet4.LOOPBACK);
      return port(socket);
    }
  }

  private static int port(Socket socket) throws IOException {
    return ((Inet) socket.localAddress()).port();
  }
}
