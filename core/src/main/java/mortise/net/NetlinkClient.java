package mortise.net;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.function.Consumer;
import mortise.sys.LinuxNetlink;
import mortise.sys.struct.Nlmsgerr;
import mortise.sys.struct.Nlmsghdr;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to the kernel over netlink(7) and reads its responses: interfaces, routes,
 * neighbours (rtnetlink(7)), sockets (sock_diag(7)) and so on.
 *
 * <pre>{@code
 * try (NetlinkClient routes = NetlinkClient.open(Protocol.NETLINK_ROUTE)) {
 *   MemorySegment request = MemorySegment.ofArray(new byte[16]); // struct ifinfomsg
 *   routes.dump("RTM_GETLINK", 18, request, link -> IO.println(link.byteSize()));
 * }
 * }</pre>
 *
 * <p>Numbers in requests and responses are in the byte order of the machine, attributes are aligned
 * to 4 bytes. Not thread-safe: one request at a time. After an exception the client can be used on;
 * what is left of the failed request's response is discarded.
 */
public final class NetlinkClient implements Closeable {
  /** What the kernel puts into one datagram of a dump at the most. */
  private static final int ROOM = 1 << 16;

  private final Socket socket;
  private final MemorySegment room = MemorySegment.ofArray(new byte[ROOM]);
  private int sequence;

  private NetlinkClient(Socket socket) {
    this.socket = socket;
  }

  /**
   * Opens a client of one of the kernel's netlink families.
   *
   * @param family such as {@link Protocol#NETLINK_ROUTE} or {@link Protocol#NETLINK_SOCK_DIAG}
   * @throws java.net.SocketException EPROTONOSUPPORT when the kernel lacks the family
   */
  public static NetlinkClient open(Protocol family) throws IOException {
    return new NetlinkClient(Socket.open(Family.NETLINK, Type.RAW, family));
  }

  /** Returns the longest wait for one datagram of a response, or null for no limit. */
  public @Nullable Duration timeout() {
    return socket.timeout();
  }

  /**
   * Limits the wait for each datagram of a response.
   *
   * @param timeout null for no limit, which is the initial value
   */
  public NetlinkClient timeout(@Nullable Duration timeout) {
    socket.timeout(timeout);
    return this;
  }

  /**
   * Requests all objects of a kind (NLM_F_DUMP) and waits for the end of the response. The kernel
   * returns no snapshot: objects that appear or go meanwhile may be missing.
   *
   * @param operation the name of the request in exceptions, such as {@code RTM_GETLINK}
   * @param type the message type, {@code nlmsg_type}
   * @param payload the request behind its {@code struct nlmsghdr}, in any kind of memory
   * @param each receives the payload of each message of the response, in a buffer that is reused
   *     after the call
   * @throws java.net.SocketException the error that the kernel responds with, such as EPERM
   * @throws java.net.SocketTimeoutException when no datagram comes within {@link #timeout()}
   */
  public void dump(String operation, int type, MemorySegment payload, Consumer<MemorySegment> each)
      throws IOException {
    sendRequest(type, LinuxNetlink.NLM_F_REQUEST | LinuxNetlink.NLM_F_DUMP, payload);
    while (!readDatagram(operation, each)) {}
  }

  /**
   * Sends a request that changes something or looks up one object, and waits for its
   * acknowledgement (NLM_F_ACK). Parameters and exceptions are as for {@link #dump}.
   */
  public void command(
      String operation, int type, MemorySegment payload, Consumer<MemorySegment> each)
      throws IOException {
    sendRequest(type, LinuxNetlink.NLM_F_REQUEST | LinuxNetlink.NLM_F_ACK, payload);
    while (!readDatagram(operation, each)) {}
  }

  private void sendRequest(int type, int flags, MemorySegment payload) throws IOException {
    MemorySegment message =
        MemorySegment.ofArray(new byte[Nlmsghdr.SIZE + (int) payload.byteSize()]);
    Nlmsghdr.nlmsg_len(message, (int) message.byteSize());
    Nlmsghdr.nlmsg_type(message, type);
    Nlmsghdr.nlmsg_flags(message, flags);
    Nlmsghdr.nlmsg_seq(message, ++sequence);
    MemorySegment.copy(payload, 0, message, Nlmsghdr.SIZE, payload.byteSize());
    socket.sendTo(message, Flags.NONE, Netlink.KERNEL, socket.deadline());
  }

  /** Returns whether the answer is complete. */
  private boolean readDatagram(String what, Consumer<MemorySegment> each) throws IOException {
    int length = (int) socket.recv(room, Flags.NONE, socket.deadline());
    int at = 0;
    while (at + Nlmsghdr.SIZE <= length) {
      MemorySegment head = room.asSlice(at, Nlmsghdr.SIZE);
      int size = Nlmsghdr.nlmsg_len(head);
      if (size < Nlmsghdr.SIZE || size > length - at) {
        throw new ProtocolException(
            what
                + ": expected a netlink message of up to "
                + (length - at)
                + " bytes, but was "
                + size);
      }
      MemorySegment payload = room.asSlice(at + Nlmsghdr.SIZE, size - Nlmsghdr.SIZE);
      // The rest of an earlier request that ended with an exception is discarded.
      if (Nlmsghdr.nlmsg_seq(head) == sequence && take(what, head, payload, each)) {
        return true;
      }
      at += Nlmsghdr.NLMSG_ALIGN(size);
    }
    return false;
  }

  private static boolean take(
      String what, MemorySegment head, MemorySegment payload, Consumer<MemorySegment> each)
      throws IOException {
    switch (Nlmsghdr.nlmsg_type(head)) {
      case LinuxNetlink.NLMSG_ERROR, LinuxNetlink.NLMSG_DONE -> {
        int error = payload.byteSize() < Integer.BYTES ? 0 : Nlmsgerr.error(payload);
        if (error < 0) {
          throw SocketExceptions.of(error, what, null, null, 0);
        }
        return true;
      }
      case LinuxNetlink.NLMSG_NOOP -> {}
      default -> each.accept(payload);
    }
    return false;
  }

  @Override
  public void close() {
    socket.close();
  }
}
