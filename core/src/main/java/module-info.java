/** BSD sockets in pure Java, and servers on top. */
module mortise {
  // For the events of mortise.server; without it they are left out.
  requires static jdk.jfr;

  exports mortise.net;
  exports mortise.process;
  exports mortise.proxy;
  exports mortise.server;
  exports mortise.tls;
}
