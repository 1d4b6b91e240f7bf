package mortise.server;

import mortise.net.Inet4;

/** A program whose main method opens a server and returns. */
final class Unattended {
  private Unattended() {}

  public static void main(String[] arguments) throws Exception {
    boolean daemon = arguments[0].equals("daemon");
    Server[] server = new Server[1];
    DatagramServer[] packets = new DatagramServer[1];
    switch (arguments[0]) {
      case "packets" -> {
        packets[0] =
            DatagramServer.open(
                Inet4.LOOPBACK,
                p -> {
                  p.reply(p.bytes());
                  packets[0].close();
                });
        IO.println(((Inet4) packets[0].address()).port());
      }
      default -> {
        Handler once =
            c -> {
              c.write("x");
              server[0].close();
            };
        server[0] = Server.of(once).daemon(daemon).listen(Inet4.LOOPBACK).open();
        IO.println(((Inet4) server[0].address()).port());
      }
    }
  }
}
