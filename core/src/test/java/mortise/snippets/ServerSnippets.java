package mortise.snippets;

import java.io.IOException;
import java.time.Duration;
import mortise.net.Address;
import mortise.server.Handler;
import mortise.server.Server;

/** The package {@code mortise.server}. */
final class ServerSnippets {
  void echo() throws Exception {
    Handler echo = // @start region="echo"
        connection -> {
          while (connection.read((bytes, count) -> connection.write(bytes, 0, count)) > 0) {}
        };
    try (Server server = Server.open(Address.parse("127.0.0.1:7000"), echo)) {
      server.await();
    }
    // @end
  }

  void one() throws Exception {
    Address address = Address.parse("127.0.0.1:31500"); // @start region="one"
    try (Server server = Server.open(address, c -> c.write("byebye"))) {
      server.await();
    }
    // @end
  }

  void stop(Handler handler) throws IOException {
    Server server = Server.of(handler).listen(8000).open(); // @start region="stop"
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(Duration.ofSeconds(20))));
    // @end
  }
}
