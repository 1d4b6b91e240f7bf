/** BSD sockets in pure Java. */
module mortise {
  exports mortise.net;
  exports mortise.server;
  exports mortise.tls;
}
