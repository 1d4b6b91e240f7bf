package mortise.server;

import mortise.net.Inet4;

/**
 * A server in a process of its own, which tells at each line of its input what went wrong so far.
 */
final class BusyKernel {
  private BusyKernel() {}

  public static void main(String[] arguments) throws Exception {
    try (Server server = Server.of(Echo::bytes).listen(Inet4.LOOPBACK).loops(1).open()) {
      IO.println(((Inet4) server.address()).port());
      for (String word; (word = IO.readln()) != null && !word.equals("end"); ) {
        IO.println("failures=" + server.statistics().acceptFailures() + ";");
      }
    }
  }
}
