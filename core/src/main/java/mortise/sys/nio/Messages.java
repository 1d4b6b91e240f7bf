package mortise.sys.nio;

import static mortise.sys.SysErrno.EMSGSIZE;
import static mortise.sys.SysErrno.EOPNOTSUPP;
import static mortise.sys.SysSocket.MSG_WAITFORONE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import mortise.sys.struct.Iovec;
import mortise.sys.struct.Mmsghdr;
import mortise.sys.struct.Msghdr;
import mortise.sys.struct.Pointers;

/** sendmsg(2) and recvmsg(2), without ancillary data: a message goes through one array. */
final class Messages {
  private Messages() {}

  static long send(SocketHandle socket, MemorySegment header, int flags) throws IOException {
    if (Msghdr.msg_controllen(header) > 0 && !Pointers.isNull(Msghdr.msg_control(header))) {
      throw ErrnoException.needsLinux(EOPNOTSUPP, "ancillary data in a message");
    }
    MemorySegment name = Msghdr.msg_name(header);
    SocketAddress to =
        Pointers.isNull(name)
            ? null
            : Addresses.decode(Pointers.memory(name, Msghdr.msg_namelen(header)), socket.family);
    return socket.send(gathered(header), flags, to);
  }

  private static ByteBuffer gathered(MemorySegment header) throws ErrnoException {
    List<MemorySegment> parts = ofHeader(header);
    if (parts.size() == 1) {
      return parts.getFirst().asByteBuffer();
    }
    ByteBuffer all = ByteBuffer.allocate(size(parts));
    parts.forEach(part -> all.put(part.asByteBuffer()));
    return all.flip();
  }

  private static int size(List<MemorySegment> parts) throws ErrnoException {
    long size = 0;
    for (MemorySegment part : parts) {
      size += part.byteSize();
    }
    if (size > Integer.MAX_VALUE - 8) {
      throw new ErrnoException(EMSGSIZE);
    }
    return (int) size;
  }

  private static List<MemorySegment> ofHeader(MemorySegment header) {
    long size = Msghdr.msg_iovlen(header) * Iovec.SIZE;
    return size == 0 ? List.of() : parts(Pointers.memory(Msghdr.msg_iov(header), size));
  }

  /** What an array of {@code struct iovec} leads to. */
  static List<MemorySegment> parts(MemorySegment vectors) {
    List<MemorySegment> parts = new ArrayList<>();
    for (int i = 0; i < vectors.byteSize() / Iovec.SIZE; i++) {
      MemorySegment vector = vectors.asSlice((long) i * Iovec.SIZE, Iovec.SIZE);
      long size = Iovec.iov_len(vector);
      if (size > 0) {
        parts.add(Pointers.memory(Iovec.iov_base(vector), size));
      }
    }
    return parts;
  }

  static long receive(SocketHandle socket, MemorySegment header, int flags) throws IOException {
    List<MemorySegment> parts = ofHeader(header);
    Arrival arrival = new Arrival();
    // A datagram may be longer than the room, which is no reason to make more room than there is.
    ByteBuffer into =
        parts.size() == 1
            ? parts.getFirst().asByteBuffer()
            : ByteBuffer.allocate(Math.min(size(parts), 1 << 17));
    long result = socket.recv(into, flags, arrival);
    if (parts.size() != 1) {
      scatter(into.flip(), parts);
    }
    MemorySegment name = Msghdr.msg_name(header);
    if (!Pointers.isNull(name)) {
      name(socket, Pointers.memory(name, Msghdr.msg_namelen(header)), header, arrival);
    }
    Msghdr.msg_controllen(header, 0);
    Msghdr.msg_flags(header, arrival.flags);
    return result;
  }

  private static void name(
      SocketHandle socket, MemorySegment room, MemorySegment header, Arrival arrival) {
    if (arrival.sender == null) {
      Msghdr.msg_namelen(header, 0);
      return;
    }
    byte[] address = Addresses.encode(arrival.sender, socket.family);
    int count = (int) Math.min(room.byteSize(), address.length);
    MemorySegment.copy(MemorySegment.ofArray(address), 0, room, 0, count);
    Msghdr.msg_namelen(header, address.length);
  }

  private static void scatter(ByteBuffer from, List<MemorySegment> parts) {
    for (MemorySegment part : parts) {
      ByteBuffer into = part.asByteBuffer();
      int count = Math.min(into.remaining(), from.remaining());
      into.put(from.slice(from.position(), count));
      from.position(from.position() + count);
    }
  }

  /** sendmmsg(2): an error after the first message is not reported. */
  static int sendAll(SocketHandle socket, MemorySegment messages, int count, int flags)
      throws IOException {
    for (int i = 0; i < count; i++) {
      MemorySegment message = messages.asSlice((long) i * Mmsghdr.SIZE, Mmsghdr.SIZE);
      try {
        Mmsghdr.msg_len(message, (int) send(socket, Mmsghdr.msg_hdr(message), flags));
      } catch (IOException | RuntimeException e) {
        if (i == 0) {
          throw e;
        }
        return i;
      }
    }
    return count;
  }

  /** recvmmsg(2). */
  static int receiveAll(SocketHandle socket, MemorySegment messages, int count, int flags)
      throws IOException {
    for (int i = 0; i < count; i++) {
      MemorySegment message = messages.asSlice((long) i * Mmsghdr.SIZE, Mmsghdr.SIZE);
      try {
        int each = flags & ~MSG_WAITFORONE;
        Mmsghdr.msg_len(message, (int) receive(socket, Mmsghdr.msg_hdr(message), each));
      } catch (IOException | RuntimeException e) {
        if (i == 0) {
          throw e;
        }
        return i;
      }
    }
    return count;
  }
}
