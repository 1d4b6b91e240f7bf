package mortise.net;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolException;
import java.util.function.Consumer;
import mortise.sys.LinuxNetlink;
import mortise.sys.struct.Nlmsgerr;
import mortise.sys.struct.Nlmsghdr;

/** Questions to the kernel and its answers, netlink(7). One thread at a time. */
final class NetlinkClient implements Closeable {
  /** What the kernel puts into one datagram of a dump at the most. */
  private static final int ROOM = 1 << 16;

  private final Socket socket;
  private final MemorySegment room = MemorySegment.ofArray(new byte[ROOM]);
  private int sequence;

  private NetlinkClient(Socket socket) {
    this.socket = socket;
  }

  static NetlinkClient open(Protocol bus) throws IOException {
    return new NetlinkClient(Socket.open(Family.NETLINK, Type.RAW, bus));
  }

  /** Asks for all that there is; each answer's payload is lent for the time of the call. */
  void dump(String what, int type, MemorySegment payload, Consumer<MemorySegment> each)
      throws IOException {
    ask(type, LinuxNetlink.NLM_F_REQUEST | LinuxNetlink.NLM_F_DUMP, payload);
    while (!readDatagram(what, each)) {}
  }

  /**
   * Has something done, or one thing looked up, and waits for the acknowledgement; each answer's
   * payload is lent for the time of the call.
   */
  void command(String what, int type, MemorySegment payload, Consumer<MemorySegment> each)
      throws IOException {
    ask(type, LinuxNetlink.NLM_F_REQUEST | LinuxNetlink.NLM_F_ACK, payload);
    while (!readDatagram(what, each)) {}
  }

  private void ask(int type, int flags, MemorySegment payload) throws IOException {
    MemorySegment message =
        MemorySegment.ofArray(new byte[Nlmsghdr.SIZE + (int) payload.byteSize()]);
    Nlmsghdr.nlmsg_len(message, (int) message.byteSize());
    Nlmsghdr.nlmsg_type(message, type);
    Nlmsghdr.nlmsg_flags(message, flags);
    Nlmsghdr.nlmsg_seq(message, ++sequence);
    MemorySegment.copy(payload, 0, message, Nlmsghdr.SIZE, payload.byteSize());
    socket.sendTo(message, Flags.NONE, Netlink.KERNEL, Deadline.NEVER);
  }

  /** Returns whether the answer is complete. */
  private boolean readDatagram(String what, Consumer<MemorySegment> each) throws IOException {
    int length = (int) socket.recv(room, Flags.NONE, Deadline.NEVER);
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
