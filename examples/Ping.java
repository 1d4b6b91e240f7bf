import java.nio.ByteBuffer;
import java.util.Locale;
import mortise.net.*;

/** Sends echo requests once a second, like ping(8): {@code Ping [-c COUNT] HOST}. Needs root. */
void main(String[] args) throws Exception {
  if (args.length == 0 || args.length == 2 || List.of(args).contains("--help")) {
    IO.println("usage: Ping [-c COUNT] HOST");
    return;
  }
  var count = args.length == 3 && args[0].equals("-c") ? Integer.parseInt(args[1]) : -1;
  var host = args[args.length - 1];
  var peer = (Inet) Resolver.resolve(host, 0, Family.UNSPEC, Type.RAW, Deadline.NEVER).getFirst();
  Runtime.getRuntime().addShutdownHook(new Thread(() -> summarize(host)));
  try (var s = peer instanceof Inet4 ? open4() : open6()) {
    s.connect(peer);
    IO.println("PING " + host + " (" + peer.host() + "): 56 data bytes");
    while (sent != count) {
      var second = Deadline.after(Duration.ofSeconds(1));
      s.send(request(peer, ++sent));
      receive(s, peer, second);
      Thread.sleep(sent == count ? Duration.ZERO : second.remaining());
    }
  }
  System.exit(times.isEmpty() ? 1 : 0);
}

static final short IDENTIFIER = (short) ProcessHandle.current().pid();
int sent;
final List<Double> times = new ArrayList<>();

Socket open4() throws IOException {
  return Socket.open(Family.INET, Type.RAW, Protocol.ICMP).option(IpOption.IP_RECVTTL, true);
}

Socket open6() throws IOException {
  return Socket.open(Family.INET6, Type.RAW, Protocol.ICMPV6)
      .option(Ipv6Option.IPV6_RECVHOPLIMIT, true);
}

/** Type, code, checksum, identifier, sequence number, and the time as the first data. */
byte[] request(Inet peer, int sequence) {
  var message = ByteBuffer.allocate(64).put(0, (byte) (peer instanceof Inet4 ? 8 : 128));
  message.putShort(4, IDENTIFIER).putShort(6, (short) sequence).putLong(8, System.nanoTime());
  return message.putShort(2, checksum(message)).array();
}

/** RFC 1071. For ICMPv6 the kernel computes it, as the addresses are part of it. */
short checksum(ByteBuffer message) {
  var sum = 0;
  for (var i = 0; i < message.limit(); i += 2) {
    sum += message.getShort(i) & 0xffff;
  }
  return (short) ~(sum + (sum >>> 16));
}

/** Waits for the reply to the last request; the socket hears those to other programs too. */
void receive(Socket s, Inet peer, Deadline deadline) {
  try {
    while (true) {
      var received = s.recvMessage(2000, 100, Flags.NONE, deadline);
      var packet = ByteBuffer.wrap(received.bytes());
      var header = peer instanceof Inet4 ? 4 * (packet.get(0) & 15) : 0;
      var message = packet.slice(header, packet.limit() - header);
      var reply = message.get(0) == (byte) (peer instanceof Inet4 ? 0 : 129);
      if (reply && message.getShort(4) == IDENTIFIER && message.getShort(6) == (short) sent) {
        times.add((System.nanoTime() - message.getLong(8)) / 1e6);
        var from = ((Inet) received.sender()).host();
        IO.println(
            String.format(
                Locale.ROOT,
                "%d bytes from %s: seq=%d ttl=%d time=%.3f ms",
                message.limit(),
                from,
                sent,
                hops(received),
                times.getLast()));
        return;
      }
    }
  } catch (IOException e) {
    IO.println("seq=" + sent + ": " + e.getMessage());
  }
}

int hops(ReceivedMessage received) {
  return received
      .ancillary(Ttl.class)
      .map(Ttl::hops)
      .or(() -> received.ancillary(HopLimit.class).map(HopLimit::hops))
      .orElse(0);
}

void summarize(String host) {
  var lost = sent == 0 ? 0 : 100 * (sent - times.size()) / sent;
  IO.println(
      "--- " + host + ": " + sent + " sent, " + times.size() + " received, " + lost + "% lost");
  if (!times.isEmpty()) {
    var all = times.stream().mapToDouble(Double::doubleValue).summaryStatistics();
    IO.println(
        String.format(
            Locale.ROOT,
            "rtt min/avg/max = %.3f/%.3f/%.3f ms",
            all.getMin(),
            all.getAverage(),
            all.getMax()));
  }
}
