package mortise.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import mortise.cli.inspect.InspectSettings;
import mortise.cli.serve.BuiltInServices;
import mortise.cli.serve.ServeAddress;
import mortise.cli.serve.ServeLog;
import mortise.cli.serve.ServePage;
import mortise.cli.serve.ServiceRunner;
import mortise.cli.shell.LogOutput;
import mortise.cli.shell.Terminal;
import mortise.cli.tls.KeyPassword;
import mortise.cli.watch.InspectOptions;
import mortise.net.Address;
import mortise.net.ByteText;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.process.DescriptorLimit;
import mortise.proxy.ProxyStage;
import mortise.server.AccessList;
import mortise.server.DatagramServer.DatagramHandler;
import mortise.server.Handler;
import mortise.server.HealthEndpoint;
import mortise.server.ListenerConfig;
import mortise.server.Server;
import mortise.server.ServerConfig;
import mortise.server.SocketActivation;
import mortise.tls.ReloadableTlsServer;
import mortise.tls.TlsServer;
import mortise.tls.Trust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A small service with the limits of the server layer. */
@Command(
    name = "serve",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Run an echo server, an HTTP file server or a command, with limits and TLS.",
      "  echo, discard, chargen, daytime; file FILE; files DIR (HTTP); command LINE",
      "Addresses: PORT (on loopback), *:PORT (on all), HOST:PORT, udp:PORT,",
      "/PATH, @NAME, vsock:any:PORT; default: socket activation by systemd.",
      "SIGHUP reloads files, SIGUSR1: statistics, SIGTERM stops; again: at once."
    },
    footer = {
      "",
      "Examples:",
      "  mortise serve echo 7000 udp:7000",
      "  mortise serve files . '*:8080' --allow 192.168.0.0/16 --inspect 4040",
      "  mortise serve command 'exec bc -q' /run/bc.sock --mode rw-rw----"
    })
final class Serve implements Callable<Integer> {
  private static final Duration NOTICE = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      completionCandidates = Kinds.class,
      description = "The service.")
  private String kind;

  @Parameters(index = "1..*", paramLabel = "[WHAT] ADDRESS", description = "Its addresses.")
  private List<String> words = List.of();

  @Mixin private LimitOptions limits;

  @Mixin private AccessOptions access;

  @Mixin private CertificateOptions certificate;

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      description = "Require client certificates of these CAs.")
  private Path clientAuthority;

  @Option(
      names = "--proxy-from",
      split = ",",
      paramLabel = "RULE",
      hideParamSyntax = true,
      description = "Load balancers that send a PROXY header.")
  private List<String> balancers = List.of();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "Mode of a UNIX path, e.g. rw-rw----.")
  private String mode;

  @Mixin private InspectOptions inspection;

  @Option(
      names = "--ready",
      paramLabel = "ADDRESS",
      description = "HTTP probes /ready and /live, or tcp:ADDRESS.")
  private String ready;

  @Option(
      names = "--notice",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "Unready so long before a stop (5s).")
  private Duration notice;

  @Option(
      names = {"-v", "--verbose"},
      description = "Log each connection.")
  private boolean verbose;

  @Option(names = "--json", description = "Log as JSON to standard output.")
  private boolean json;

  private final ServiceRunner.Ending ending = new ServiceRunner.Ending();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      serve();
      return Main.OK;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void serve() throws IOException, InterruptedException {
    PrintWriter to = json ? spec.commandLine().getOut() : spec.commandLine().getErr();
    LogOutput.standardError(); // for what the library logs
    InspectSettings page = inspection.settings();
    boolean both = json && page != null && page.terminal() && Terminal.is(1);
    check(!both, "--json and --watch both need the terminal: redirect standard output");
    try (ServeLog log = ServeLog.to(to, json, verbose || json);
        ServePage shown = page == null ? null : ServePage.open(page, log)) {
      serve(log, shown);
    }
  }

  /**
   * Serves.
   *
   * @param page null without --inspect and --watch
   */
  private void serve(ServeLog log, ServePage page) throws IOException, InterruptedException {
    Handler bare = handler();
    Handler handler = page == null ? bare : page.shown(bare);
    if (!kind.equals("command")) {
      // Programs inherit the limit, and are to have the one of the caller.
      DescriptorLimit.raise();
    }
    List<ListenerConfig> listeners = new ArrayList<>();
    List<Socket> sockets = new ArrayList<>();
    try {
      places(listeners, sockets);
      ReloadableTlsServer tls = tls();
      ServerConfig plan =
          stages(Server.of(ServiceRunner.logged(handler, log)), tls)
              .named("serve")
              .limits(limits.limits())
              .timeouts(limits.times());
      for (ListenerConfig listening : listeners) {
        plan = plan.listen(listening);
      }
      DatagramHandler packets = packetHandler(!sockets.isEmpty());
      ServiceRunner serving = new ServiceRunner(plan, packets, access.guard(), tls, log);
      ending.of(serving);
      if (page != null) {
        page.of(serving, tls != null);
      }
      try (HealthEndpoint health = health(log)) {
        serving.run(sockets, health, notice == null ? NOTICE : notice);
      }
    } catch (Throwable t) {
      sockets.forEach(Socket::close);
      throw t;
    }
  }

  /** Null where there is none. */
  private HealthEndpoint health(ServeLog log) throws IOException {
    check(ready != null || notice == null, "--notice needs --ready");
    if (ready == null) {
      return null;
    }
    Address address = ServeAddress.probes(ready);
    HealthEndpoint health =
        ready.startsWith("tcp:") ? HealthEndpoint.tcp(address) : HealthEndpoint.http(address);
    log.note("health", "answering probes at " + health.address());
    return health;
  }

  private Handler handler() throws IOException {
    return switch (kind) {
      case "echo" -> BuiltInServices.echo(ready != null);
      case "discard" -> BuiltInServices.discard(ready != null);
      case "chargen" -> BuiltInServices.characters(ending::hasCome);
      case "daytime" -> BuiltInServices.daytime();
      case "file" -> BuiltInServices.file(ByteText.path(takeOperand("file")));
      case "files" -> BuiltInServices.files(ByteText.path(takeOperand("folder")), ending::hasCome);
      case "command" -> BuiltInServices.command(takeOperand("command"));
      default ->
          throw wrong(
              "unknown service '%s' (expected echo, discard, chargen, daytime, file, files or"
                  + " command)",
              kind);
    };
  }

  /** Takes the word behind the kind, which then is no address. */
  private String takeOperand(String name) {
    check(!words.isEmpty(), "serve %s needs a %s", kind, name);
    String what = words.getFirst();
    words = words.subList(1, words.size());
    return what;
  }

  private DatagramHandler packetHandler(boolean wanted) {
    return switch (kind) {
      case "echo" -> BuiltInServices.echoPacket();
      case "discard" -> BuiltInServices.discardPacket();
      case "chargen" -> BuiltInServices.charactersPacket();
      default -> {
        check(
            !wanted,
            "%s is not available over UDP, where a reply must not be larger than its request",
            kind);
        yield null;
      }
    };
  }

  private void places(List<ListenerConfig> listeners, List<Socket> sockets) throws IOException {
    if (words.isEmpty()) {
      for (Map.Entry<String, Socket> named : SocketActivation.sockets()) {
        if (named.getValue().type().equals(Type.DGRAM)) {
          sockets.add(named.getValue());
        } else {
          listeners.add(ListenerConfig.of(named.getValue()).named(named.getKey()));
        }
      }
      boolean any = !listeners.isEmpty() || !sockets.isEmpty();
      check(any, "no address to listen on (e.g. 8080)");
      return;
    }
    for (String word : words) {
      ServeAddress place = ServeAddress.parse(word, mode);
      if (place.datagrams() == null) {
        listeners.add(place.listening());
      } else {
        packetHandler(true);
        sockets.add(ServiceRunner.bound(place.datagrams()));
      }
    }
  }

  private ReloadableTlsServer tls() throws IOException {
    boolean given = certificate.given();
    check(clientAuthority == null || given, "--tls-client-ca needs --tls-cert");
    if (!given) {
      return null;
    }
    return ReloadableTlsServer.of(() -> {
      TlsServer server = certificate.read();
      return clientAuthority == null
          ? server
          : server.requireClientCertificates(
              Trust.ofFiles(KeyPassword.of(clientAuthority), clientAuthority));
    });
  }

  private ServerConfig stages(ServerConfig bare, ReloadableTlsServer tls) throws IOException {
    ServerConfig plan = bare;
    if (!balancers.isEmpty()) {
      AccessList trusted = AccessList.DENY_ALL.allow(balancers.toArray(String[]::new));
      plan = plan.through(ProxyStage.required().from(trusted)).balancers(trusted);
    }
    return tls == null ? plan : plan.through(tls::accept);
  }

  private void check(boolean holds, String sentence, Object... values) {
    Usage.check(spec, holds, sentence, values);
  }

  private ParameterException wrong(String sentence, Object... values) {
    return Usage.wrong(spec, sentence, values);
  }

  /** What completion offers. */
  static final class Kinds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("echo", "discard", "chargen", "daytime", "file", "files", "command")
          .iterator();
    }
  }
}
