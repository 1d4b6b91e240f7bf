package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mortise.poll.Attempt;
import mortise.poll.Descriptor;
import mortise.poll.Descriptor.Direction;
import mortise.sys.EpollEvent;
import mortise.sys.SysEpoll;
import mortise.sys.SysErrno;

/**
 * Waits for many sockets at once, as poll(2) and select(2) do: one thread, any number of sockets.
 *
 * <p>Readiness is told as long as it lasts (level-triggered), so what is not handled now comes
 * again in the next call. A thread per socket is the simpler way; this is for those who cannot have
 * one.
 *
 * <p>Threads may add and remove while another one waits. A socket that is closed leaves the poll by
 * itself.
 */
public final class Poll implements AutoCloseable {
  /** The most sockets that one call tells of; the others come with the next call. */
  private static final int BATCH = 256;

  private static final int LONGS = (int) (EpollEvent.SIZE * BATCH / 8);

  private final Descriptor epoll;
  private final Map<Integer, Socket> sockets = new ConcurrentHashMap<>();

  private Poll(int fd) {
    epoll = new Descriptor(fd);
  }

  /** A socket that is ready. */
  public record Ready(Socket socket, Events events) {}

  /**
   * An empty poll.
   *
   * @throws java.net.SocketException when no descriptor is left (EMFILE, ENFILE)
   */
  public static Poll open() throws IOException {
    int fd = SysEpoll.epoll_create1(SysEpoll.EPOLL_CLOEXEC);
    if (fd < 0) {
      throw Failures.of(fd, "epoll_create1", null, null, 0);
    }
    return new Poll(fd);
  }

  /** Watches a socket for some events, or changes what it is watched for. */
  public void add(Socket socket, Events interest) throws IOException {
    long result = control(SysEpoll.EPOLL_CTL_ADD, socket, interest.bits());
    if (result == -SysErrno.EEXIST) {
      result = control(SysEpoll.EPOLL_CTL_MOD, socket, interest.bits());
    }
    if (result < 0) {
      throw socket.endpoint().failure("epoll_ctl", result, 0);
    }
    sockets.put(socket.fileno(), socket);
  }

  /** Ends the watch of a socket; does nothing where there is none. */
  public void remove(Socket socket) {
    if (sockets.remove(socket.fileno(), socket)) {
      control(SysEpoll.EPOLL_CTL_DEL, socket, 0);
    }
  }

  private long control(int operation, Socket socket, int events) {
    MemorySegment event = MemorySegment.ofArray(new long[2]);
    EpollEvent.set(event, events, socket.fileno());
    // The socket's call is the inner one, so that its number cannot be closed meanwhile.
    Attempt attempt =
        (set, memory, flags) ->
            socket
                .endpoint()
                .descriptor
                .call((fd, m, f) -> SysEpoll.epoll_ctl(set, operation, fd, m), memory, 0);
    return epoll.call(attempt, event, 0);
  }

  /** Waits until a socket is ready, for ever. */
  public List<Ready> await() throws IOException {
    return await(Deadline.NEVER);
  }

  /**
   * Waits until a socket is ready or the deadline passes.
   *
   * @return those that are ready, 256 at most; none where the deadline passed
   * @throws java.io.InterruptedIOException when the thread was interrupted
   * @throws java.net.SocketException when the poll was closed
   */
  public List<Ready> await(Deadline deadline) throws IOException {
    MemorySegment events = MemorySegment.ofArray(new long[LONGS]);
    Attempt attempt =
        (fd, memory, flags) -> {
          int count = SysEpoll.epoll_wait(fd, memory, BATCH);
          return count == 0 ? -SysErrno.EAGAIN : count;
        };
    long count = epoll.call(Direction.READ, attempt, events, 0, deadline.patience);
    if (Failures.isTimeout(count)) {
      return List.of();
    }
    if (count < 0) {
      throw Failures.of(count, "epoll_wait", null, null, 0);
    }
    return ready(events, (int) count);
  }

  private List<Ready> ready(MemorySegment events, int count) {
    List<Ready> ready = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Socket socket = sockets.get((int) EpollEvent.data(events, i));
      if (socket != null && socket.isOpen()) {
        ready.add(new Ready(socket, new Events(EpollEvent.events(events, i))));
      }
    }
    return ready;
  }

  /** Ends the poll and wakes whoever waits in it. The sockets stay open. */
  @Override
  public void close() {
    epoll.close();
  }
}
