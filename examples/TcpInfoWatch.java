import mortise.net.*;

/**
 * Tells once a second how a TCP connection fares: {@code TcpInfoWatch [-l] ADDRESS [TIMES]}. With
 * -l it waits for a connection instead of making one. What the peer sends is thrown away.
 */
void main(String[] args) throws IOException {
  if (args.length == 0 || List.of(args).contains("--help")) {
    IO.println("usage: TcpInfoWatch [-l] ADDRESS [TIMES]");
    return;
  }
  var words = new ArrayList<>(List.of(args));
  var listens = words.remove("-l");
  var address = (Inet) Address.parse(words.getFirst());
  var times = words.size() > 1 ? Long.parseLong(words.get(1)) : Long.MAX_VALUE;
  try (var s = listens ? accept(address) : connect(address)) {
    IO.println(s.localAddress() + " -> " + s.peerAddress());
    var open = true;
    for (var i = 0L; i < times && open; i++) {
      print(s.option(TcpOption.TCP_INFO));
      open = i == times - 1 || discard(s, Deadline.after(Duration.ofSeconds(1)));
    }
    if (!open) {
      print(s.option(TcpOption.TCP_INFO));
    }
  }
}

Socket accept(Inet address) throws IOException {
  try (var s = Socket.open(address.family(), Type.STREAM)) {
    s.option(Option.SO_REUSEADDR, true).bind(address);
    s.listen(1);
    IO.println("listening on " + s.localAddress());
    return s.accept();
  }
}

Socket connect(Inet address) throws IOException {
  var s = Socket.open(address.family(), Type.STREAM);
  s.connect(address);
  return s;
}

void print(TcpInfo info) {
  IO.println(
      String.format(
          Locale.ROOT,
          "%s rtt=%.3f±%.3f ms cwnd=%d retransmits=%d unacked=%d received=%d",
          info.state(),
          info.rtt().toNanos() / 1e6,
          info.rttVariation().toNanos() / 1e6,
          info.congestionWindow(),
          info.totalRetransmits(),
          info.unacked(),
          info.bytesReceived().orElse(0)));
}

/** Receives until the deadline; false when the peer has sent its last. */
boolean discard(Socket s, Deadline deadline) throws IOException {
  var room = java.lang.foreign.MemorySegment.ofArray(new byte[1 << 16]);
  try {
    while (s.recv(room, Flags.NONE, deadline) > 0) {}
    return false;
  } catch (SocketTimeoutException e) {
    return true;
  }
}
