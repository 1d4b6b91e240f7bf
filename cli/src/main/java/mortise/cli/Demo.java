package mortise.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import mortise.cli.shell.StandardOutput;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Errno;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Option;
import mortise.net.Resolver;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.Trace;
import mortise.net.Type;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A server and a client in one process, with both sides of the conversation printed. */
@Command(
    name = "demo",
    description = {
      "Run a conversation between a server and a client.",
      "",
      "Both run here, over real sockets. --trace shows each of their calls, numbered by"
          + " the six steps of a server and the four of a client."
    },
    footer = {
      "",
      "Examples:",
      "  mortise demo                   the conversation",
      "  mortise demo --trace           the conversation and its calls",
      "  mortise demo --forever         a server for: telnet 127.0.0.1 31500"
    })
final class Demo implements Callable<Integer> {
  private static final int PORT = 31500;

  @picocli.CommandLine.Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The server's port (default: " + PORT + ", else an ephemeral port).")
  private Integer port;

  @picocli.CommandLine.Option(
      names = "--host",
      paramLabel = "HOST",
      description = "The address the server listens on (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @picocli.CommandLine.Option(
      names = "--forever",
      description = "Keep accepting after two built-in clients, until Ctrl-C.")
  private boolean forever;

  @picocli.CommandLine.Option(
      names = "--trace",
      description = "Show every socket call as it happens.")
  private boolean trace;

  @Spec private CommandSpec spec;

  /** The conversations of the demo's own two clients, where it goes on accepting. */
  private final CountDownLatch served = new CountDownLatch(2);

  private Transcript transcript;

  /** The demo on standard output without picocli, which takes longer than the conversation. */
  static int run(boolean traced) throws Exception {
    Demo demo = new Demo();
    demo.trace = traced;
    return demo.run(StandardOutput.writer());
  }

  @Override
  public Integer call() throws Exception {
    return run(spec.commandLine().getOut());
  }

  private int run(PrintWriter out) throws Exception {
    transcript = new Transcript(out);
    if (trace) {
      Trace.to(transcript);
    }
    try (Socket listener = inThread("server", this::listen).get()) {
      Address address = listener.localAddress();
      if (forever) {
        serveForever(listener, address);
      } else {
        FutureTask<Void> server = inThread("server", () -> serveOne(listener));
        inThread("client", () -> converse(address)).get();
        server.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      Trace.to(null);
    }
    return Main.OK;
  }

  private void serveForever(Socket listener, Address address) throws Exception {
    FutureTask<Void> server = inThread("server", () -> acceptAll(listener));
    inThread("client", () -> twoSockets(address)).get();
    served.await();
    transcript.note("server", hint(address));
    server.get();
  }

  private static String hint(Address address) {
    return address instanceof Inet inet
        ? "connect with telnet " + inet.host() + " " + inet.port() + ", end with Ctrl-C"
        : "end with Ctrl-C";
  }

  /** Steps 1 to 3 of the server. */
  private Socket listen() throws IOException {
    Address wanted = address(port == null ? PORT : port);
    try {
      return listen(wanted);
    } catch (BindException e) {
      boolean taken = e instanceof SocketFailure f && f.errno().equals(Errno.EADDRINUSE);
      if (port != null || !taken) {
        throw e;
      }
      Socket listener = listen(address(0));
      Address free = listener.localAddress();
      transcript.note("server", "port " + PORT + " is taken, listening on " + free);
      return listener;
    }
  }

  private Address address(int port) throws IOException {
    return Resolver.resolve(host, port, Family.UNSPEC, Type.STREAM, Deadline.NEVER).getFirst();
  }

  private Socket listen(Address address) throws IOException {
    Socket s = Socket.open(address.family(), Type.STREAM);
    try {
      s.option(Option.SO_REUSEADDR, true);
      s.bind(address);
      s.listen(5);
      return s;
    } catch (IOException e) {
      s.close();
      throw e;
    }
  }

  /** Steps 4 to 6 of the server, once. */
  private Void serveOne(Socket s) throws IOException {
    try (s;
        Socket ss = s.accept()) {
      transcript.line("server", "got connected from " + tuple(ss.peerAddress()));
      ss.send("byebye".getBytes());
      transcript.line("server", new String(ss.recv(512)));
    }
    return null;
  }

  /** Steps 4 to 6 of the server, for ever, a thread for each client. */
  private Void acceptAll(Socket s) throws IOException {
    while (true) {
      Socket cs = s.accept();
      inThread("server", () -> greet(cs));
    }
  }

  private Void greet(Socket cs) {
    try (cs) {
      transcript.line("server", "got connected from " + tuple(cs.peerAddress()));
      cs.send("hello I am server,welcome".getBytes());
      transcript.line("server", new String(cs.recv(1024)).stripTrailing());
    } catch (IOException e) {
      transcript.note("server", e.getMessage());
    } finally {
      served.countDown();
    }
    return null;
  }

  /** The four steps of a client. */
  private Void converse(Address server) throws IOException {
    try (Socket s = Socket.open(server.family(), Type.STREAM)) {
      s.connect(server);
      transcript.line("client", "the data received is " + new String(s.recv(512)));
      s.send("hihi".getBytes());
    }
    return null;
  }

  /** A client with two sockets at the same time. */
  private Void twoSockets(Address server) throws IOException {
    try (Socket s = Socket.open(server.family(), Type.STREAM);
        Socket sock2 = Socket.open(server.family(), Type.STREAM)) {
      s.connect(server);
      transcript.line("client", "the data received is " + new String(s.recv(512)));
      s.send("hihi I am client".getBytes());
      sock2.connect(server);
      transcript.line("client", "the data received from server is " + new String(sock2.recv(512)));
      sock2.send("client send use sock2".getBytes());
    }
    return null;
  }

  /** An address as the seed of this demo prints it: {@code ('127.0.0.1', 47872)}. */
  private static String tuple(Address address) {
    // No pattern switch: the first one of a program costs milliseconds.
    if (!(address instanceof Inet inet)) {
      return address.toString();
    }
    String rest = inet instanceof Inet4 ? ")" : ", 0, 0)";
    return "('" + inet.host() + "', " + inet.port() + rest;
  }

  private static <T> FutureTask<T> inThread(String name, Callable<T> side) {
    FutureTask<T> task = new FutureTask<>(side);
    Thread.ofVirtual().name(name).start(task);
    return task;
  }
}
