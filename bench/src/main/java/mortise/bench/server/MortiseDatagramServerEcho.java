package mortise.bench.server;

import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Option;
import mortise.net.SocketConfig;
import mortise.server.DatagramServer;
import mortise.server.Limits;

/** A handler of a {@link DatagramServer}, whose limits and counters are on. */
public final class MortiseDatagramServerEcho {
  private MortiseDatagramServerEcho() {}

  public static void main(String[] arguments) throws Exception {
    var socket = SocketConfig.DGRAM.bind(Inet4.LOOPBACK.withPort(Mode.port(arguments)));
    socket.option(Option.SO_RCVBUF, Mode.RECEIVE_BUFFER);
    DatagramServer server =
        DatagramServer.of(socket, Limits.DEFAULT, request -> request.reply(request.bytes()));
    Mode.tell(((Inet) server.address()).port());
    server.await();
  }
}
