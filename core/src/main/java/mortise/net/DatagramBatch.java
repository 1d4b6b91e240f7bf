package mortise.net;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import mortise.poll.Attempt;
import mortise.sys.NetinetUdp;
import mortise.sys.SysSocket;
import mortise.sys.struct.Cmsghdr;
import mortise.sys.struct.Iovec;
import mortise.sys.struct.Mmsghdr;
import mortise.sys.struct.Msghdr;
import org.jspecify.annotations.Nullable;

/**
 * Memory for several datagrams that one call receives, recvmmsg(2), and one call sends back,
 * sendmmsg(2). It is allocated once and used again for each call, so that a datagram allocates
 * nothing, where {@link Socket#recvMessages} allocates for each.
 *
 * <pre>{@code
 * DatagramBatch batch = new DatagramBatch(socket, 32, 2048);
 * while (true) {
 *   int count = batch.receive(Deadline.NEVER);
 *   for (int sent = 0; sent < count; ) {
 *     sent += batch.send(sent, Deadline.NEVER);
 *   }
 * }
 * }</pre>
 *
 * <p>On a socket with {@link UdpOption#UDP_GRO}, several datagrams of one sender may arrive as one,
 * whose {@link #segmentSize} is not 0; it is sent as it came, and the kernel cuts it into datagrams
 * again. {@code bytesEach} should be 65535 then.
 *
 * <p>One thread at a time may use it. Other threads may use the socket meanwhile.
 */
public final class DatagramBatch {
  private static final int CONTROL = 256;

  private final SocketEndpoint endpoint;
  private final int bytesEach;

  /** Room for ancillary data; none on UNIX sockets, where descriptors would come with it. */
  private final int control;

  private final MemorySegment headers;
  private final Slot[] slots;
  private final Attempt receive;
  private int size;

  /** Where one datagram is. */
  private static final class Slot {
    final MemorySegment header;
    final MemorySegment count;
    final MemorySegment part;
    final MemorySegment bytes;
    final MemorySegment name;
    final MemorySegment control;

    /** Of the datagram, without what was cut. */
    int length;

    int nameLength;

    /** Of each datagram in it, 0 where it is one. */
    int segmentSize;

    Slot(Arena arena, MemorySegment element, MemorySegment bytes) {
      this.count = element;
      this.header = Mmsghdr.msg_hdr(element);
      this.bytes = bytes;
      part = arena.allocate(Iovec.SIZE, 8);
      name = arena.allocate(Sockaddr.MAX_BYTES, 8);
      control = arena.allocate(CONTROL, 8);
      Iovec.iov_base(part, bytes);
      Msghdr.msg_iov(header, part);
      Msghdr.msg_iovlen(header, 1);
      Msghdr.msg_name(header, name);
      Msghdr.msg_control(header, control);
    }
  }

  /**
   * Allocates memory for {@code capacity} datagrams of {@code bytesEach}, which is freed by garbage
   * collection. Further bytes of a datagram are lost.
   *
   * @param capacity 1 to 1024
   * @throws IllegalArgumentException when the socket is not of datagrams, or a number is out of
   *     bounds
   */
  public DatagramBatch(Socket socket, int capacity, int bytesEach) {
    this.endpoint = socket.endpoint();
    if (!endpoint.type.equals(Type.DGRAM)) {
      throw new IllegalArgumentException(socket + " is not a datagram socket");
    }
    if (capacity < 1 || capacity > MessageBatch.MAX) {
      throw new IllegalArgumentException(
          "capacity " + capacity + " is not in 1.." + MessageBatch.MAX);
    }
    this.bytesEach = Messages.checkNotNegative("bytesEach", bytesEach);
    this.control = endpoint.family.equals(Family.UNIX) ? 0 : CONTROL;
    Arena arena = Arena.ofAuto();
    headers = arena.allocate((long) Mmsghdr.SIZE * capacity, 8);
    slots = new Slot[capacity];
    for (int i = 0; i < capacity; i++) {
      MemorySegment element = headers.asSlice((long) Mmsghdr.SIZE * i, Mmsghdr.SIZE);
      slots[i] = new Slot(arena, element, arena.allocate(Math.max(1, bytesEach), 8));
    }
    receive =
        (fd, memory, flags) ->
            SysSocket.recvmmsg(fd, memory, slots.length, flags | SysSocket.MSG_CMSG_CLOEXEC);
  }

  /**
   * Receives as many datagrams as there are, at least 1 and at most the capacity, and returns their
   * number; those of the previous call are gone. Blocks while there is none.
   *
   * @throws IOException as {@link Socket#recvFrom(int)}; the batch is empty then
   */
  public int receive(Deadline deadline) throws IOException {
    for (int i = 0; i < slots.length; i++) {
      Slot slot = slots[i];
      Iovec.iov_len(slot.part, bytesEach);
      Msghdr.msg_namelen(slot.header, Sockaddr.MAX_BYTES);
      Msghdr.msg_controllen(slot.header, control);
    }
    size = 0;
    if (!Thread.currentThread().isVirtual()) {
      // Each datagram is an edge that would wake the poller's thread beside the caller.
      endpoint.descriptor.oneShot();
    }
    long begin = Trace.begin();
    long result = endpoint.receiveBatch(receive, headers, slots.length, deadline);
    if (result < 0) {
      endpoint.trace(begin, "recvmmsg", result, "{" + bytesEach + "}", slots.length, Flags.NONE);
      throw endpoint.failure("recvmmsg", result, 0);
    }
    size = (int) result;
    for (int i = 0; i < size; i++) {
      received(slots[i]);
    }
    if (begin != 0) {
      endpoint.trace(begin, "recvmmsg", result, text(0), slots.length, Flags.NONE);
    }
    return size;
  }

  private void received(Slot slot) {
    slot.length = Math.min(Mmsghdr.msg_len(slot.count), bytesEach);
    slot.nameLength = Msghdr.msg_namelen(slot.header);
    slot.segmentSize = Msghdr.msg_controllen(slot.header) < Cmsghdr.SIZE ? 0 : receivedSize(slot);
  }

  /** The size that UDP_GRO reports, where it is less than all. */
  private int receivedSize(Slot slot) {
    MemorySegment rest = ancillary(slot);
    while (rest.byteSize() >= Cmsghdr.SIZE + Integer.BYTES) {
      long length = Cmsghdr.cmsg_len(rest);
      if (Cmsghdr.cmsg_level(rest) == NetinetUdp.SOL_UDP
          && Cmsghdr.cmsg_type(rest) == NetinetUdp.UDP_GRO) {
        int size = rest.get(JAVA_INT_UNALIGNED, Cmsghdr.SIZE);
        return size > 0 && size < slot.length ? size : 0;
      }
      long next = Cmsghdr.CMSG_ALIGN(length);
      if (length < Cmsghdr.SIZE || next > rest.byteSize()) {
        return 0;
      }
      rest = rest.asSlice(next);
    }
    return 0;
  }

  private static MemorySegment ancillary(Slot slot) {
    return slot.control.asSlice(0, Math.clamp(Msghdr.msg_controllen(slot.header), 0, CONTROL));
  }

  /**
   * Sends datagrams back to where they came from, with one call: the one at {@code from} and those
   * after it, in this order, and returns the number sent, at least 1. Blocks while the kernel
   * accepts none. An error of the first is thrown; an error of a later one ends the call before it
   * and is thrown by the next call, if it persists. So no datagram is sent twice, and after an
   * error the caller goes on at {@code from + 1}.
   *
   * @throws IOException as {@link Socket#sendTo(byte[], Address)}
   * @throws IndexOutOfBoundsException when there is no datagram at {@code from}
   */
  public int send(int from, Deadline deadline) throws IOException {
    Objects.checkIndex(from, size);
    for (int i = from; i < size; i++) {
      prepare(slots[i]);
    }
    MemorySegment some =
        headers.asSlice((long) Mmsghdr.SIZE * from, (long) Mmsghdr.SIZE * (size - from));
    // The family alone is looked at.
    Address kind = endpoint.family.equals(Family.UNIX) ? Unix.UNNAMED : null;
    long begin = Trace.beginEffect();
    long result = endpoint.sendTo(kind, MessageBatch.SENDMMSG, some, Flags.NONE, deadline);
    if (begin != 0) {
      endpoint.trace(begin, "sendmmsg", result, text(from), size - from, Flags.NONE);
    }
    if (result < 0) {
      throw Messages.failure(endpoint, "sendmmsg", result, sender(from));
    }
    return (int) result;
  }

  private static void prepare(Slot slot) {
    Iovec.iov_len(slot.part, slot.length);
    Msghdr.msg_namelen(slot.header, slot.nameLength);
    boolean train = slot.segmentSize > 0 && slot.segmentSize < slot.length;
    if (train) {
      Cmsghdr.cmsg_len(slot.control, Cmsghdr.CMSG_LEN(Short.BYTES));
      Cmsghdr.cmsg_level(slot.control, NetinetUdp.SOL_UDP);
      Cmsghdr.cmsg_type(slot.control, NetinetUdp.UDP_SEGMENT);
      slot.control.set(JAVA_SHORT_UNALIGNED, Cmsghdr.SIZE, (short) slot.segmentSize);
    }
    Msghdr.msg_controllen(slot.header, train ? Cmsghdr.CMSG_SPACE(Short.BYTES) : 0);
  }

  /** Returns the number of datagrams that the last call received. */
  public int size() {
    return size;
  }

  /**
   * Returns the memory of a datagram's bytes, which the next receive overwrites. They may be
   * changed before they are sent.
   */
  public MemorySegment bytes(int index) {
    Slot slot = slot(index);
    return slot.bytes.asSlice(0, slot.length);
  }

  /**
   * Sets the number of bytes that are sent for a datagram. Bytes after those that were received are
   * what earlier datagrams left there.
   *
   * @throws IllegalArgumentException when it is not in 0 to {@code bytesEach}
   */
  public void length(int index, int bytes) {
    if (bytes < 0 || bytes > bytesEach) {
      throw new IllegalArgumentException("length " + bytes + " is not in 0.." + bytesEach);
    }
    slot(index).length = bytes;
  }

  /** Returns where a datagram came from; unnamed for a UNIX socket that is not bound. */
  public @Nullable Address sender(int index) {
    Slot slot = slot(index);
    return endpoint.sender(slot.name, slot.nameLength);
  }

  /**
   * Returns the size of the datagrams that arrived as one ({@link UdpOption#UDP_GRO}), the last may
   * be shorter; 0 where it is a single one.
   */
  public int segmentSize(int index) {
    return slot(index).segmentSize;
  }

  /** Returns whether a datagram was longer than {@code bytesEach}, so the rest is lost. */
  public boolean isTruncated(int index) {
    return (Msghdr.msg_flags(slot(index).header) & SysSocket.MSG_TRUNC) != 0;
  }

  /**
   * Returns the ancillary data of a datagram that options of the socket ask for, at most 256 bytes
   * in the kernel's form; none on UNIX sockets, and none after {@link #send}.
   */
  public List<Ancillary> ancillary(int index) {
    Slot slot = slot(index);
    boolean none = Msghdr.msg_controllen(slot.header) == 0;
    return none ? List.of() : AncillaryDecoder.decode(ancillary(slot));
  }

  private Slot slot(int index) {
    return slots[Objects.checkIndex(index, size)];
  }

  /** As strace writes them. */
  private String text(int from) {
    StringBuilder text = new StringBuilder("[");
    for (int i = from; i < size; i++) {
      MemorySegment bytes = bytes(i);
      text.append(i == from ? "{" : ", {")
          .append(sender(i))
          .append(", ")
          .append(Trace.quote(bytes, bytes.byteSize()))
          .append(", ")
          .append(bytes.byteSize())
          .append("}");
    }
    return text.append("]").toString();
  }

  /** Returns the number of datagrams and the capacity, as text. */
  @Override
  public String toString() {
    return size + " of at most " + slots.length + " datagrams";
  }
}
