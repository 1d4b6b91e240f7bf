package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.Running;
import mortise.testing.Until;

/** One operation on one kind of channel, and what makes it ready or makes it wait. */
final class Scene implements AutoCloseable {
  private final Operation operation;
  private final Loopback kind;
  private final List<Socket> opened = new ArrayList<>();
  private final Socket subject;

  /** The other end, or the listener that the subject connects to. */
  private final Socket peer;

  /** Where the operation connects or sends to. */
  private final Address target;

  private volatile boolean stopped;

  Scene(Operation operation, Loopback kind) throws IOException {
    this.operation = operation;
    this.kind = kind;
    try {
      switch (operation.call()) {
        case "accept" -> {
          subject = add(kind.listener());
          peer = subject;
        }
        case "connect" -> {
          subject = add(kind.open());
          peer = add(kind.listener(0));
        }
        case "sendto" -> {
          subject = add(kind.bound());
          peer = add(kind.bound());
        }
        default -> {
          SocketPair pair = kind.pair();
          subject = add(pair.first());
          peer = add(pair.second());
        }
      }
      target = peer.localAddress();
    } catch (Throwable t) {
      close();
      throw t;
    }
  }

  private Socket add(Socket socket) {
    opened.add(socket);
    return socket;
  }

  Operation operation() {
    return operation;
  }

  /** The socket that the operation is called on. */
  Socket subject() {
    return subject;
  }

  /** Makes the operation one that has to wait. What is new waits to receive, accept. */
  void makeWait() throws IOException, InterruptedException {
    switch (operation.call()) {
      case "connect" -> {
        add(kind.client(target));
        if (Platform.current() == Platform.PORTABLE) {
          add(kind.client(target)); // NIO's shortest queue has room for two
        }
      }
      case "sendto" -> fill();
      default -> {
        if (operation.sends()) {
          Misbehaviour.shrink(subject, peer);
          Misbehaviour.stall(subject);
        }
      }
    }
  }

  private void fill() throws IOException {
    MemorySegment message = MemorySegment.ofArray(new byte[100]);
    try {
      while (true) {
        subject.sendTo(message, Flags.DONTWAIT, target, Deadline.NEVER);
      }
    } catch (SocketTimeoutException e) {
      // The queue is full.
    }
  }

  /** Lets the operation be done, whether it waits or not. */
  void makeReady() throws IOException {
    switch (operation.call()) {
      case "accept" -> {
        Socket client = add(kind.open());
        client.connect(target);
      }
      case "connect" -> acceptAll();
      default -> {
        if (operation.receives()) {
          peer.send(Operation.HELLO);
        } else {
          drain();
        }
      }
    }
  }

  private void acceptAll() throws IOException {
    try {
      while (true) {
        add(peer.accept(Deadline.NOW));
      }
    } catch (SocketTimeoutException e) {
      // The queue is empty.
    }
  }

  /** Receives what there is. */
  private void drain() throws IOException {
    byte[] room = new byte[1 << 16];
    try {
      while (true) {
        peer.recv(room, Flags.DONTWAIT);
      }
    } catch (SocketTimeoutException e) {
      // The queue is empty.
    }
  }

  /** Calls once. */
  Object callOnce() throws IOException {
    return keep(operation.on(subject, target));
  }

  /**
   * Calls, and where it sends, again and again until it is stopped: TCP may find room for a message
   * more after it was full.
   */
  Object callUntilStopped() throws IOException {
    Object result;
    do {
      result = callOnce();
    } while (operation.sends() && !stopped);
    return result;
  }

  /** The same with a deadline. */
  Object callUntilStopped(Deadline deadline) throws IOException {
    Object result;
    do {
      result = keep(operation.on(subject, target, deadline));
    } while (operation.sends() && !stopped);
    return result;
  }

  private synchronized Object keep(Object result) {
    if (result instanceof Socket socket) {
      add(socket);
    }
    return result;
  }

  /** Lets a call that waits be done, and be the last. */
  void release(Running<?> running) throws Exception {
    stopped = true;
    makeReady();
    // What a TCP peer has room for reaches the sender in steps.
    if (operation.sends()) {
      Until.holds(() -> {
        drain();
        LockSupport.parkNanos(50_000);
        return running.hasEnded();
      });
    }
  }

  @Override
  public synchronized void close() {
    opened.forEach(Socket::close);
  }
}
