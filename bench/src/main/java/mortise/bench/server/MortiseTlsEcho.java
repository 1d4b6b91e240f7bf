package mortise.bench.server;

import java.nio.file.Path;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.server.Limits;
import mortise.server.Server;
import mortise.tls.Identity;
import mortise.tls.TlsServer;

/** {@link MortiseServerEcho} behind TLS: MODE PORT CHAIN KEY, and {@code --lend} as there. */
public final class MortiseTlsEcho {
  private MortiseTlsEcho() {}

  public static void main(String[] arguments) throws Exception {
    Mode mode = Mode.of(arguments);
    TlsServer tls = TlsServer.of(Identity.ofPem(Path.of(arguments[2]), Path.of(arguments[3])));
    boolean lend = arguments[4].equals("--lend");
    Server server =
        Server.of(
                lend
                    ? c -> MortiseServerEcho.serveLent(c, mode)
                    : c -> MortiseServerEcho.serve(c, mode, 0))
            .listen(Inet4.LOOPBACK.withPort(Mode.port(arguments)))
            .limits(Limits.DEFAULT.connections(100_000))
            .through(tls::accept)
            .loops(1)
            .open();
    Mode.tell(((Inet) server.address()).port());
    server.await();
  }
}
