package mortise.cli.nc;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import mortise.cli.flow.WatchedConnection;
import mortise.cli.flow.Watcher;
import mortise.cli.nc.NcSettings.Command;
import mortise.cli.shell.Terminal;
import mortise.net.ByteText;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.proxy.HttpProxyServer;
import mortise.proxy.Login;
import mortise.proxy.Logins;
import mortise.proxy.ProxySettings;
import mortise.proxy.SocksServer;
import mortise.proxy.Targets;
import mortise.server.Connection;
import mortise.server.LingeringClose;

/** The services that settings ask for. */
final class NcServices {
  /** A proxy's client may be silent for as long as it likes. */
  private static final Duration FOR_EVER = Duration.ofDays(365);

  private NcServices() {}

  /**
   * The service; null where peers talk with standard input and output.
   *
   * @throws IOException when a script cannot be read, or is none
   */
  static Service of(NcRun session) throws IOException {
    NcSettings settings = session.settings();
    if (!settings.command().isNone()) {
      return command(session);
    }
    if (!settings.listening().on()) {
      return null;
    }
    if (settings.listening().broker()) {
      return broker(session);
    }
    return settings.proxy().isNone()
        ? null
        : watched(session, session.watch()::accepted, proxy(settings));
  }

  private static Service command(NcRun session) throws IOException {
    NcSettings settings = session.settings();
    Command command = settings.command();
    String protocol = settings.target().transport().name();
    boolean accepts = settings.listening().on();
    Supplier<Watcher> watchers = accepts ? session.watch()::accepted : session.watch()::dialled;
    return switch (command.kind()) {
      case EXEC, SHELL -> Exec.of(settings, watchers);
      case LUA -> {
        // LuaJ is in the unnamed module, which this one does not read by itself. It has to before
        // LuaScript is linked, since a class in there has one of LuaJ's above it.
        NcServices.class
            .getModule()
            .addReads(ClassLoader.getSystemClassLoader().getUnnamedModule());
        LuaScript script = LuaScript.of(ByteText.path(command.text()));
        yield watched(session, watchers, peer -> run(script, peer, protocol));
      }
      case NONE -> throw new AssertionError(command);
    };
  }

  private static void run(LuaScript script, Connection peer, String protocol) throws IOException {
    script.run(
        peer.inputStream(), peer.outputStream(), System.err, ChildEnvironment.of(peer, protocol));
    LingeringClose.drain(peer);
  }

  /** Wraps a service so that each peer has a watcher. */
  private static Service watched(NcRun session, Supplier<Watcher> watchers, Service service) {
    if (!session.watch().isOn()) {
      return peer -> service.serve(ConnectionFilters.there(peer, session.settings()));
    }
    return peer -> {
      Watcher watcher = watchers.get();
      Connection there = ConnectionFilters.there(peer, session.settings());
      watcher.opened(there);
      IOException failure = null;
      try {
        service.serve(WatchedConnection.of(there, watcher));
      } catch (IOException e) {
        failure = e;
        throw e;
      } finally {
        watcher.closed(there, failure);
      }
    };
  }

  private static Service broker(NcRun session) throws IOException {
    Watcher toAll = session.watch().toAll();
    Broker all =
        session.settings().listening().chat()
            ? Broker.chat(session.log()::message, toAll)
            : Broker.plain(session.log()::message, toAll);
    NcSettings.TransferMode transferMode = session.settings().transferMode();
    Broker broker = transferMode.sendOnly() || transferMode.recvOnly() ? all.ofHost() : all;
    if (session.settings().listening().hub() != null) {
      BrokerHub.join(broker, session);
    }
    // Keys are for the table where it has the terminal.
    boolean keys = session.settings().records().showsTable() && Terminal.is(0);
    if (!transferMode.recvOnly() && !keys) {
      Thread host = new Thread(() -> host(broker, session), "mortise-host");
      host.setDaemon(true);
      host.start();
    }
    return watched(session, session.watch()::member, broker::serve);
  }

  private static void host(Broker broker, NcRun session) {
    try {
      Connection here = ConnectionFilters.here(session.stdio(), session.settings());
      broker.host(here.inputStream());
    } catch (IOException | InterruptedException e) {
      if (session.watch().failure() == null) {
        session.log().message(ErrorMessages.of(e));
      }
    }
  }

  /**
   * A proxy. It lets its clients reach this host itself, as ncat's does, except for targets of
   * --proxy-deny; -4 and -6 hold.
   */
  private static Service proxy(NcSettings settings) {
    Optional<Login> login = ProxyChain.login(settings.proxy());
    ProxySettings plain =
        ProxySettings.DEFAULT
            .targets(targets(settings.target().network()).deny(settings.proxy().denied()))
            .dial(Duration.ofMillis(settings.times().connect()))
            .idle(settings.times().idle() < 0 ? FOR_EVER : idle(settings));
    ProxySettings proxy = login.isPresent() ? plain.logins(Logins.of(login.get())) : plain;
    return settings.proxy().type().equals("http")
        ? HttpProxyServer.of(proxy)::handle
        : SocksServer.of(proxy)::handle;
  }

  private static Targets targets(NcSettings.Network network) {
    Targets all = Targets.USUAL.allow(_ -> true);
    return switch (network) {
      case IP4 -> all.deny(Inet6.class::isInstance);
      case IP6 -> all.deny(Inet4.class::isInstance);
      case INET, UNIX, VSOCK -> all;
    };
  }

  private static Duration idle(NcSettings settings) {
    return Duration.ofMillis(Math.max(1, settings.times().idle()));
  }
}
