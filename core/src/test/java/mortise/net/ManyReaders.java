package mortise.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mortise.testing.Loopback;
import mortise.testing.Parked;

/**
 * Thousands of virtual threads that wait in recv while two others talk and one computes. A program
 * of its own too, for JVMs that have one carrier thread; then any call that kept it would stop all.
 */
final class ManyReaders {
  private static final int TURNS = 500;

  private ManyReaders() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println(run(Integer.parseInt(arguments[0])) + " readers woken");
  }

  /** Returns how many were woken, half of them by a byte and half by close. */
  static int run(int count) throws Exception {
    List<SocketPair> pairs = new ArrayList<>();
    List<Thread> readers = new ArrayList<>();
    AtomicInteger got = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    try {
      for (int i = 0; i < count; i++) {
        SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM);
        pairs.add(pair);
        readers.add(Thread.startVirtualThread(() -> read(pair.first(), got, closed)));
      }
      for (Thread reader : readers) {
        Parked.then(reader, () -> {});
      }
      talk();
      for (int i = 0; i < count; i += 2) {
        pairs.get(i).second().send(new byte[] {1});
        pairs.get(i + 1).first().close();
      }
      for (Thread reader : readers) {
        reader.join();
      }
    } finally {
      pairs.forEach(SocketPair::close);
    }
    if (got.get() != count / 2 || closed.get() != count / 2) {
      throw new AssertionError(got + " got a byte and " + closed + " were closed, of " + count);
    }
    return count;
  }

  private static void read(Socket socket, AtomicInteger got, AtomicInteger closed) {
    try {
      if (socket.recv(512).length == 1) {
        got.getAndIncrement();
      }
    } catch (IOException e) {
      if (e instanceof SocketFailure failure && failure.errno().equals(Errno.EBADF)) {
        closed.getAndIncrement();
      }
    }
  }

  /** A connection goes on and so does a thread without any socket. */
  private static void talk() throws Exception {
    CountDownLatch done = new CountDownLatch(3);
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Thread.startVirtualThread(() -> turns(pair.first(), true, done));
      Thread.startVirtualThread(() -> turns(pair.second(), false, done));
      Thread.startVirtualThread(done::countDown);
      done.await();
    }
  }

  private static void turns(Socket socket, boolean begins, CountDownLatch done) {
    try {
      for (int i = 0; i < TURNS; i++) {
        if (begins) {
          socket.send(new byte[] {(byte) i});
        }
        if (socket.recv(1)[0] != (byte) i) {
          return;
        }
        if (!begins) {
          socket.send(new byte[] {(byte) i});
        }
      }
      done.countDown();
    } catch (IOException e) {
      e.printStackTrace();
    }
  }
}
