package mortise.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import mortise.poll.Attempt;
import mortise.poll.Descriptor.Direction;
import mortise.sys.SysSocket;
import mortise.sys.SysUio;
import mortise.sys.struct.Mmsghdr;
import org.jspecify.annotations.Nullable;

/** sendmmsg(2) and recvmmsg(2). */
final class MessageBatch {
  /** The most messages that one call moves, {@code UIO_MAXIOV}. */
  static final int MAX = SysUio.UIO_MAXIOV;

  static final Attempt SENDMMSG =
      (fd, headers, flags) -> SysSocket.sendmmsg(fd, headers, count(headers), flags);

  // Without MSG_WAITFORONE the kernel would go on trying; on a non-blocking descriptor it ends at
  // the first EAGAIN all the same.
  private static final Attempt RECVMMSG =
      (fd, headers, flags) ->
          SysSocket.recvmmsg(fd, headers, count(headers), flags | SysSocket.MSG_CMSG_CLOEXEC);

  private MessageBatch() {}

  private static int count(MemorySegment headers) {
    return (int) (headers.byteSize() / Mmsghdr.SIZE);
  }

  private static MemorySegment element(MemorySegment headers, int i) {
    return headers.asSlice((long) i * Mmsghdr.SIZE, Mmsghdr.SIZE);
  }

  static int send(SocketEndpoint endpoint, List<Message> all, Flags flags, Deadline deadline)
      throws IOException {
    if (endpoint.isStream()) {
      throw new IllegalStateException(
          "a stream has no message boundaries, so a batch could not report the messages sent");
    }
    List<Message> messages = all.size() > MAX ? all.subList(0, MAX) : all;
    if (messages.isEmpty()) {
      return 0;
    }
    List<MessageSend> outgoing = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment headers = arena.allocate((long) Mmsghdr.SIZE * messages.size(), 8);
      for (Message message : messages) {
        MessageSend next = new MessageSend(arena, endpoint, "sendmmsg", message, flags);
        outgoing.add(next);
        next.into(arena, Mmsghdr.msg_hdr(element(headers, outgoing.size() - 1)));
      }
      Attempt attempt = MessageSockets.holding(messages, SENDMMSG);
      long begin = Trace.beginEffect();
      long result = endpoint.sendTo(destination(messages), attempt, headers, flags, deadline);
      endpoint.trace(begin, "sendmmsg", result, outgoing, messages.size(), flags);
      if (result < 0) {
        throw Messages.failure(endpoint, "sendmmsg", result, messages.getFirst().to());
      }
      return (int) result;
    } finally {
      outgoing.forEach(MessageSend::close);
    }
  }

  /** One address that stands for the kind of all, or null where all go to the default peer. */
  private static @Nullable Address destination(List<Message> messages) {
    return messages.stream().map(Message::to).filter(Objects::nonNull).findFirst().orElse(null);
  }

  static List<ReceivedMessage> recv(
      SocketEndpoint endpoint, int max, Messages.Capacity each, Flags flags, Deadline deadline)
      throws IOException {
    if (max < 1) {
      throw new IllegalArgumentException("max " + max + " is not at least 1");
    }
    int count = Math.min(max, MAX);
    boolean stream = endpoint.isStream();
    try (ReceiveMemory memory = each.memory(stream, count)) {
      MemorySegment headers = memory.arena().allocate((long) Mmsghdr.SIZE * count, 8);
      List<MessageReceive> incoming = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        MemorySegment header = Mmsghdr.msg_hdr(element(headers, i));
        incoming.add(each.incoming(memory, header, stream));
      }
      long begin = Trace.begin();
      int[] empty = new int[1];
      Attempt attempt =
          (fd, segment, bits) -> {
            int messages = (int) RECVMMSG.on(fd, segment, bits);
            empty[0] = countEmpty(segment, messages);
            return empty[0] == messages ? 0 : messages;
          };
      long result = endpoint.transfer(Direction.READ, attempt, headers, flags, deadline);
      if (result < 0) {
        endpoint.trace(begin, "recvmmsg", result, "{" + each.bytes() + "}", count, flags);
        throw endpoint.failure("recvmmsg", result, 0);
      }
      int received = (int) Math.max(empty[0], result);
      return read(endpoint, begin, headers, incoming.subList(0, received), flags);
    }
  }

  /** How many messages without bytes come first: as such recvmmsg(2) reports an end. */
  private static int countEmpty(MemorySegment headers, int messages) {
    int empty = 0;
    while (empty < messages && Mmsghdr.msg_len(element(headers, empty)) == 0) {
      empty++;
    }
    return empty;
  }

  private static List<ReceivedMessage> read(
      SocketEndpoint endpoint,
      long begin,
      MemorySegment headers,
      List<MessageReceive> incoming,
      Flags flags) {
    List<MessageDescriptors> unclaimed = incoming.stream().map(MessageReceive::unclaimed).toList();
    try {
      List<ReceivedMessage> messages = new ArrayList<>();
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < incoming.size(); i++) {
        long count = Integer.toUnsignedLong(Mmsghdr.msg_len(element(headers, i)));
        ReceivedMessage message = incoming.get(i).read(endpoint, count, unclaimed.get(i));
        messages.add(message);
        texts.add(begin == 0 ? "" : incoming.get(i).trace(message));
      }
      endpoint.trace(begin, "recvmmsg", messages.size(), texts, flags);
      return List.copyOf(messages);
    } catch (Throwable t) {
      unclaimed.forEach(MessageDescriptors::run);
      throw t;
    }
  }
}
