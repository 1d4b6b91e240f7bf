package mortise.cli.ping;

import java.io.IOException;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import mortise.net.CloseGuard;
import mortise.net.Errno;
import mortise.net.ExtendedError;
import mortise.net.Family;
import mortise.net.HopLimit;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.IpOption;
import mortise.net.Ipv6Option;
import mortise.net.Option;
import mortise.net.Protocol;
import mortise.net.ReceivedMessage;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.SocketPair;
import mortise.net.Timestamp;
import mortise.net.Ttl;
import mortise.net.Type;
import mortise.server.ResilientLoop;

/**
 * Echo requests of ICMP, by a datagram socket of ICMP where this user's group may have one,
 * icmp(7), or else by a raw one.
 */
final class EchoProber implements Prober {
  private static final int ANCILLARY = 512;
  private static final int IP_HEADER = 60;
  private static final int SEQUENCES = 1 << 16;

  /** SOF_TIMESTAMPING_ TX_SOFTWARE, SOFTWARE, OPT_ID, OPT_TSONLY: when packets went, numbered. */
  private static final int DEPARTURES = 1 << 1 | 1 << 4 | 1 << 7 | 1 << 11;

  private final Socket socket;
  private final Inet target;
  private final EchoPacket echo;
  private final byte[] data;
  private final Queue<PingEvent> events;

  /** When the packets were sent, by their number as it is on the wire. */
  private final Map<Integer, Sent> sent = new ConcurrentHashMap<>();

  /** When the kernel passed packets on, by their number modulo 2^16. */
  private final Map<Integer, Instant> departures = new ConcurrentHashMap<>();

  private record Sent(int sequence, SendTime when) {}

  private EchoProber(Socket socket, Inet target, PingSettings settings, Queue<PingEvent> events) {
    this.socket = socket;
    this.target = target;
    this.data = settings.packet().data();
    this.echo =
        new EchoPacket(!(target instanceof Inet4), new SecureRandom().nextInt(1 << 16), data);
    this.events = events;
  }

  static EchoProber open(Inet target, PingSettings settings, Queue<PingEvent> events)
      throws IOException {
    Socket socket = socket(target);
    try (CloseGuard guard = new CloseGuard(socket)) {
      PingSocketSetup.apply(socket, target, settings);
      PingSocketSetup.enableErrorQueue(socket, target);
      socket.option(Option.SO_TIMESTAMPING, DEPARTURES);
      if (isRaw(socket)) {
        filter(socket, target);
      }
      warmUp(settings);
      socket.connect(target);
      EchoProber prober = new EchoProber(socket, target, settings, events);
      Thread.ofVirtual().name("ping").start(prober::receive);
      return guard.release(prober);
    }
  }

  private static Socket socket(Inet target) throws IOException {
    boolean four = target instanceof Inet4;
    Family family = target.family();
    Protocol protocol = four ? Protocol.ICMP : Protocol.ICMPV6;
    try {
      return Socket.open(family, Type.DGRAM, protocol);
    } catch (IOException e) {
      try {
        return Socket.open(family, Type.RAW, protocol);
      } catch (IOException raw) {
        throw isForbidden(raw) ? forbidden(raw) : raw;
      }
    }
  }

  private static boolean isForbidden(IOException e) {
    return e instanceof SocketFailure failure
        && List.of(Errno.EPERM, Errno.EACCES).contains(failure.errno());
  }

  private static SocketException forbidden(IOException raw) {
    return new SocketException(
        "no permission for echo requests: a raw socket requires CAP_NET_RAW, an ICMP socket"
            + " a group within net.ipv4.ping_group_range; --tcp and --udp need neither",
        raw);
  }

  private static boolean isRaw(Socket socket) {
    return socket.type().equals(Type.RAW);
  }

  /** A raw socket hears all of ICMP that comes to this host; the kernel drops the rest of it. */
  private static void filter(Socket socket, Inet target) throws IOException {
    boolean four = target instanceof Inet4;
    BitSet blocked = new BitSet();
    blocked.set(0, four ? 32 : 256);
    blocked.clear(four ? 0 : 129);
    socket.option(four ? IpOption.ICMP_FILTER : Ipv6Option.ICMP6_FILTER, blocked);
  }

  /**
   * The first calls are linked and loaded, for some 50 ms, which the first answer would pay for.
   */
  private static void warmUp(PingSettings settings) throws IOException {
    SocketPair pair = Socket.pair(Family.UNIX, Type.DGRAM);
    try (Socket one = pair.first();
        Socket other = pair.second()) {
      other.option(Option.SO_TIMESTAMPNS, true);
      byte[] data = settings.packet().size() > 1000 ? new byte[1000] : settings.packet().data();
      for (int i = 0; i < 3; i++) {
        SendTime sent = SendTime.now();
        one.send(data);
        ReceivedMessage message = other.recvMessage(data.length, ANCILLARY);
        sent.until(message);
      }
    }
  }

  @Override
  public String what() {
    int headers = EchoPacket.HEADER + (target instanceof Inet4 ? 20 : 0);
    return target instanceof Inet4
        ? data.length + "(" + (data.length + headers) + ") bytes of data."
        : data.length + " data bytes";
  }

  @Override
  public void send(int sequence) throws IOException {
    byte[] request = echo.request(sequence);
    int wire = sequence % SEQUENCES;
    try {
      sent.put(wire, new Sent(sequence, SendTime.now()));
      socket.send(request);
    } catch (IOException e) {
      // It may be what became of a packet before this one; then this one was not sent.
      if (!reportErrors()) {
        throw e;
      }
      sent.put(wire, new Sent(sequence, SendTime.now()));
      socket.send(request);
    }
  }

  private void receive() {
    new ResilientLoop("ping").run(socket::isOpen, this::next, this::take);
  }

  private ReceivedMessage next() throws IOException {
    try {
      return socket.recvMessage(data.length + EchoPacket.HEADER + IP_HEADER, ANCILLARY);
    } catch (IOException e) {
      if (socket.isOpen() && !reportErrors()) {
        events.add(new PingEvent.Failure(0, null, String.valueOf(e.getMessage())));
      }
      return null;
    }
  }

  private void take(ReceivedMessage message) {
    if (message == null) {
      return; // an error, which is among the events
    }
    boolean raw = isRaw(socket);
    EchoPacket.Reply reply = echo.reply(message.bytes(), raw && target instanceof Inet4, !raw);
    Sent request = reply == null ? null : sent.get(reply.sequence());
    if (request == null) {
      return;
    }
    // The time of a departure is in the queue before its answer comes.
    reportErrors();
    Instant departure = departures.get(reply.sequence());
    Inet from = message.sender() instanceof Inet inet ? inet : target;
    events.add(
        new PingEvent.Reply(
            request.sequence,
            from,
            reply.bytes(),
            hops(message),
            request.when.until(message, departure),
            reply.isWhole() ? "" : "(data differs from what was sent)"));
  }

  static int hops(ReceivedMessage message) {
    return message
        .ancillary(Ttl.class)
        .map(Ttl::hops)
        .or(() -> message.ancillary(HopLimit.class).map(HopLimit::hops))
        .orElse(0);
  }

  /** Reports the errors in the queue; returns whether there were any. */
  private boolean reportErrors() {
    boolean any = false;
    for (ErrorQueue.Entry entry : ErrorQueue.take(socket)) {
      if (entry.error().origin() == ExtendedError.SO_EE_ORIGIN_TIMESTAMPING) {
        // They are counted from 0, the packets from 1.
        Instant time =
            entry.message().ancillary(Timestamp.class).map(Timestamp::software).orElse(null);
        if (time != null) {
          departures.put((entry.error().data() + 1) % SEQUENCES, time);
        }
        continue;
      }
      any = true;
      int wire = echo.sequenceOf(entry.packet(), !isRaw(socket));
      Sent request = sent.get(wire);
      if (request != null) {
        events.add(new PingEvent.Failure(request.sequence, entry.from(), entry.words()));
      }
    }
    return any;
  }

  @Override
  public void close() {
    socket.close();
  }
}
