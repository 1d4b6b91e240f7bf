package mortise.snippets;

import java.io.IOException;
import mortise.net.Deadline;
import mortise.proxy.ProxyDialer;
import mortise.proxy.ProxyHop;
import mortise.proxy.ProxySettings;
import mortise.proxy.SocksServer;
import mortise.server.Connection;
import mortise.server.Server;

/** The package {@code mortise.proxy}. */
final class ProxySnippets {
  void dial() throws IOException {
    ProxyHop proxy = ProxyHop.parse("socks5h://me:secret@proxy.example"); // @start region="dial"
    ProxyDialer dialer = ProxyDialer.through(proxy);
    try (Connection c = dialer.dial("target.example", 443, Deadline.NEVER)) {
      c.write("hello\n");
    }
    // @end
  }

  void socks(ProxySettings settings) throws Exception {
    SocksServer proxy = SocksServer.of(settings); // @start region="socks"
    try (Server server = Server.of(proxy).listen(1080).open()) {
      server.await();
    }
    // @end
  }
}
