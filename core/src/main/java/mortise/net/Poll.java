package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mortise.poll.Attempt;
import mortise.poll.Descriptor;
import mortise.poll.Descriptor.Direction;
import mortise.poll.Descriptor.ReleaseListener;
import mortise.poll.DroppedDescriptors;
import mortise.sys.SysEpoll;
import mortise.sys.SysErrno;
import mortise.sys.struct.EpollEvent;

/**
 * Waits for many sockets at once, as poll(2) and select(2) do: one thread, any number of sockets.
 *
 * <p>Readiness is level-triggered: an event that is not handled is reported again by the next call.
 * A thread per socket is simpler; this class is for programs that cannot have one.
 *
 * {@snippet file="mortise/snippets/NetSnippets.java" region="poll" :
 * try (Poll poll = Poll.open()) {
 *   poll.add(one, Events.IN);
 *   poll.add(other, Events.IN);
 *   while (goOn.get()) {
 *     for (Poll.Ready ready : poll.await()) {
 *       IO.println(ready.socket().recvText(512));
 *     }
 *   }
 * }
 * }
 *
 * <p>Thread-safe: threads may add and remove while others wait; an event that several wait for is
 * reported to each of them. A socket that is closed is removed by itself; until then the poll keeps
 * it reachable. A poll owns a descriptor until {@link #close}.
 */
public final class Poll implements AutoCloseable {
  /** The maximum number of sockets that one call reports; the next call reports the others. */
  private static final int BATCH = 256;

  private static final int LONGS = (int) (EpollEvent.SIZE * BATCH / 8);

  private final Descriptor epoll;
  private final ReleaseListener watch = new Deregistration(new WeakReference<>(this));
  private final Cleanable dropped;

  /**
   * The sockets by the token in the kernel's events: a number that is never reused, unlike
   * descriptors. Guarded by this for writing.
   */
  private final Map<Long, Socket> sockets = new ConcurrentHashMap<>();

  /** Tokens by descriptor. Guarded by this. */
  private final Map<Descriptor, Long> tokens = new HashMap<>();

  /** Guarded by this. */
  private long lastToken;

  private Poll(int fd) {
    epoll = new Descriptor(fd);
    dropped = DroppedDescriptors.register(this, epoll, epoll::close);
  }

  /** Descriptors have it, and pollers descriptors; so it must not keep a poll that was dropped. */
  private record Deregistration(WeakReference<Poll> poll) implements ReleaseListener {
    @Override
    public void beforeRelease(Descriptor descriptor) {
      Poll known = poll.get();
      if (known != null) {
        known.forget(descriptor);
      }
    }
  }

  /** A socket that is ready, and the events that it is ready for. */
  public record Ready(Socket socket, Events events) {}

  /**
   * Opens an empty poll, epoll_create1(2).
   *
   * @throws java.net.SocketException when no descriptor is left (EMFILE, ENFILE)
   */
  public static Poll open() throws IOException {
    int fd = SysEpoll.epoll_create1(SysEpoll.EPOLL_CLOEXEC);
    if (fd < 0) {
      throw SocketExceptions.of(fd, "epoll_create1", null, null, 0);
    }
    return new Poll(fd);
  }

  /**
   * Adds a socket to watch for some events, or changes the events of one that is watched already.
   * {@link Events#ERR} and {@link Events#HUP} are reported in any case. Waiting threads see the
   * change at once.
   *
   * @throws java.net.SocketException when the socket or the poll is closed (EBADF), or the user's
   *     limit of watches is reached (ENOSPC), epoll_ctl(2)
   */
  public synchronized void add(Socket socket, Events interest) throws IOException {
    Descriptor descriptor = socket.endpoint().descriptor;
    Long known = tokens.get(descriptor);
    long token = known == null ? ++lastToken : known;
    // Before the kernel can report it.
    sockets.put(token, socket);
    tokens.put(descriptor, token);
    int operation = known == null ? SysEpoll.EPOLL_CTL_ADD : SysEpoll.EPOLL_CTL_MOD;
    long result = control(operation, descriptor, token, interest.bits());
    if (result < 0) {
      if (known == null) {
        tokens.remove(descriptor);
        sockets.remove(token);
      }
      throw socket.endpoint().failure("epoll_ctl", result, 0);
    }
  }

  /**
   * Removes a socket; does nothing if it is not watched. An {@link #await} of another thread that
   * is about to return may still report it.
   */
  public synchronized void remove(Socket socket) {
    Descriptor descriptor = socket.endpoint().descriptor;
    if (tokens.containsKey(descriptor)) {
      // Where another thread closes the socket meanwhile, the release runs forget within this call.
      control(SysEpoll.EPOLL_CTL_DEL, descriptor, 0, 0);
      descriptor.remove(watch);
      Long token = tokens.remove(descriptor);
      if (token != null) {
        sockets.remove(token);
      }
    }
  }

  /** The socket's number is about to be closed, which ends no watch where a dup of it lives on. */
  private synchronized void forget(Descriptor descriptor) {
    Long token = tokens.remove(descriptor);
    if (token != null) {
      sockets.remove(token);
      MemorySegment event = MemorySegment.ofArray(new long[2]);
      int fd = descriptor.number();
      epoll.call((set, m, _) -> SysEpoll.epoll_ctl(set, SysEpoll.EPOLL_CTL_DEL, fd, m), event, 0);
    }
  }

  private long control(int operation, Descriptor descriptor, long token, int events) {
    MemorySegment event = MemorySegment.ofArray(new long[2]);
    EpollEvent.set(event, events, token);
    // The socket's call is the inner one, so that its number cannot be closed meanwhile.
    return epoll.call(
        (set, memory, _) ->
            descriptor.call((fd, m, _) -> control(set, operation, fd, m, descriptor), memory, 0),
        event,
        0);
  }

  private long control(int set, int operation, int fd, MemorySegment event, Descriptor descriptor) {
    long result = SysEpoll.epoll_ctl(set, operation, fd, event);
    if (result == 0 && operation == SysEpoll.EPOLL_CTL_ADD) {
      descriptor.add(watch);
    }
    return result;
  }

  /**
   * Waits without a limit until a socket is ready, also while the poll is empty.
   *
   * @return as of {@link #await(Deadline)}, at least one
   */
  public List<Ready> await() throws IOException {
    return await(Deadline.NEVER);
  }

  /**
   * Waits until a socket is ready or the deadline passes, epoll_wait(2).
   *
   * @return the sockets that are ready, at most 256; none if the deadline has passed
   * @throws java.io.InterruptedIOException when the thread is interrupted; the flag stays set
   * @throws java.net.SocketException when the poll is closed, also meanwhile (EBADF)
   */
  public List<Ready> await(Deadline deadline) throws IOException {
    MemorySegment events = MemorySegment.ofArray(new long[LONGS]);
    Attempt attempt =
        (fd, memory, flags) -> {
          int count = SysEpoll.epoll_wait(fd, memory, BATCH);
          return count == 0 ? -SysErrno.EAGAIN : count;
        };
    while (true) {
      long count = epoll.call(Direction.READ, attempt, events, 0, deadline.waitLimit);
      Reference.reachabilityFence(this);
      if (SocketExceptions.isTimeout(count)) {
        return List.of();
      }
      if (count < 0) {
        throw SocketExceptions.of(count, "epoll_wait", null, null, 0);
      }
      List<Ready> ready = ready(events, (int) count);
      // None where all were removed or closed between the kernel's word and ours.
      if (!ready.isEmpty() || deadline.remaining().isZero()) {
        return ready;
      }
    }
  }

  private List<Ready> ready(MemorySegment events, int count) {
    List<Ready> ready = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long token = EpollEvent.data(events, i);
      Socket socket = sockets.get(token);
      if (socket == null) {
        continue;
      }
      if (socket.isOpen()) {
        ready.add(new Ready(socket, events(socket, EpollEvent.events(events, i))));
      } else {
        drop(socket, token);
      }
    }
    return ready;
  }

  /**
   * Ends the watch of a socket that is closed or detached while a call on it goes on. Its number
   * stays open, and the kernel would report it again and again, until the call has left.
   */
  private synchronized void drop(Socket socket, long token) {
    Descriptor descriptor = socket.endpoint().descriptor;
    // While it is here, forget has not run, and the number has not been given back.
    if (Long.valueOf(token).equals(tokens.get(descriptor))) {
      forget(descriptor);
    }
  }

  /** With EPOLLERR also where another call has taken the error that ended the connection. */
  private static Events events(Socket socket, int events) {
    boolean died = (events & SysEpoll.EPOLLHUP) != 0 && socket.endpoint().descriptor.error() != 0;
    return new Events(died ? events | SysEpoll.EPOLLERR : events);
  }

  /** Closes the poll, and ends every waiting call with EBADF. The sockets stay open. Idempotent. */
  @Override
  public synchronized void close() {
    epoll.close();
    dropped.clean();
    tokens.keySet().forEach(descriptor -> descriptor.remove(watch));
    tokens.clear();
    sockets.clear();
  }
}
