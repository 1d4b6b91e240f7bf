/** BSD sockets in pure Java. */
module mortise {
  exports mortise.net;
  exports mortise.proxy;
  exports mortise.server;
}
