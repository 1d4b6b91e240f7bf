package mortise.snippets;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import mortise.net.Events;
import mortise.net.Family;
import mortise.net.Loop;
import mortise.net.Option;
import mortise.net.Poll;
import mortise.net.Socket;
import mortise.net.Type;

/** The package {@code mortise.net}. */
final class NetSnippets {
  void client() throws IOException {
    try (Socket s = Socket.dial("example.org", 80, Duration.ofSeconds(5))) { // @start region="get"
      s.sendAll("HEAD / HTTP/1.0\r\n\r\n");
      IO.println(s.recvText(4096));
    }
    // @end
  }

  void server() throws IOException {
    try (Socket s = Socket.open(Family.INET, Type.STREAM)) { // @start region="server"
      s.option(Option.SO_REUSEADDR, true);
      s.bind("127.0.0.1", 31500);
      s.listen(5);
      try (Socket peer = s.accept()) {
        peer.sendAll("byebye");
        IO.println(peer.recvText(512));
      }
    }
    // @end
  }

  void udp() throws IOException {
    try (Socket s = Socket.open(Family.INET, Type.DGRAM)) { // @start region="udp"
      s.bind("127.0.0.1", 7007);
      while (true) {
        var datagram = s.recvFrom(65535);
        s.sendTo(datagram.data(), datagram.sender());
      }
    }
    // @end
  }

  void poll(Socket one, Socket other, AtomicBoolean goOn) throws IOException {
    try (Poll poll = Poll.open()) { // @start region="poll"
      poll.add(one, Events.IN);
      poll.add(other, Events.IN);
      while (goOn.get()) {
        for (Poll.Ready ready : poll.await()) {
          IO.println(ready.socket().recvText(512));
        }
      }
    }
    // @end
  }

  void loop() throws Exception {
    try (Loop loop = Loop.open("clients")) { // @start region="loop"
      Thread client =
          loop.start(() -> {
            try (Socket s = Socket.dial("127.0.0.1", 31500)) {
              IO.println(s.recvText(512));
            } catch (IOException e) {
              IO.println(e.getMessage());
            }
          });
      client.join();
    }
    // @end
  }
}
