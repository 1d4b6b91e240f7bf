package mortise.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Servers and cells that are measured together, with the load generator that they need. */
enum Suite {
  TCP,
  /** Behind TLS 1.3. */
  TLS,
  /** Datagrams. */
  UDP;

  /** The server that the others are compared with. */
  String base() {
    return switch (this) {
      case TCP -> Peers.BASE;
      case TLS -> Peers.TLS_BASE;
      case UDP -> Peers.UDP_BASE;
    };
  }

  List<Peer> of(Peers peers) {
    return switch (this) {
      case TCP -> peers.all();
      case TLS -> peers.tls();
      case UDP -> peers.udp();
    };
  }

  /** What is measured unless the caller chooses. */
  List<Cell> cells() {
    return switch (this) {
      case TCP -> Cell.parseAll("all");
      case TLS -> Cell.TLS;
      case UDP -> Cell.UDP;
    };
  }

  /** What a server that compiles at run time is warmed up with before the cells; null: nothing. */
  Cell churn() {
    return switch (this) {
      case TCP -> Cell.parse("connect-16-other");
      case TLS -> Cell.parse("handshake-1-other");
      case UDP -> null;
    };
  }

  /** Builds the load generator. */
  Path load(Tools tools) throws IOException {
    return switch (this) {
      case TCP -> tools.c("load");
      case TLS -> tools.c("tls_load", "-lssl", "-lcrypto");
      case UDP -> tools.c("udp_load");
    };
  }
}
