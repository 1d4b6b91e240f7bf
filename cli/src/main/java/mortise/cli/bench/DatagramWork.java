package mortise.cli.bench;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import mortise.net.Deadline;
import mortise.net.Flags;
import mortise.net.Socket;

/** What a socket of datagrams does. */
final class DatagramWork {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int TRIES = 5;

  private final BenchTarget target;
  private final int size;

  /** Between two datagrams, in nanoseconds. */
  private final double interval;

  DatagramWork(BenchTarget target, int size, double bitsPerSecond) {
    this.target = target;
    this.size = size;
    this.interval = 8e9 * size / bitsPerSecond;
  }

  /** Requests one after the other; one without an answer within a second is lost. */
  void echo(StopCondition clock, BenchStats tally) throws IOException {
    byte[] request = new byte[size];
    byte[] room = new byte[size];
    MemorySegment answer = MemorySegment.ofArray(room);
    try (Socket socket = target.datagrams()) {
      clock.begin();
      for (long number = 0; !clock.isOver(); number++) {
        ByteBuffer.wrap(request).putLong(number);
        long begin = System.nanoTime();
        socket.send(request);
        tally.sent.add(size);
        Deadline deadline = Deadline.after(PATIENCE);
        try {
          long count;
          do {
            count = socket.recv(answer, Flags.NONE, deadline);
            // A late answer to an earlier one is overlooked.
          } while (count < Long.BYTES || ByteBuffer.wrap(room).getLong() != number);
          tally.times.add(System.nanoTime() - begin);
          tally.received.add(count);
          tally.requests.increment();
        } catch (SocketTimeoutException e) {
          tally.lost.increment();
        }
      }
    }
  }

  /** Datagrams at a rate, and in the end the other end's report of what arrived. */
  void flow(StopCondition clock, BenchStats tally) throws IOException {
    long session = new SecureRandom().nextLong();
    byte[] datagram = new byte[size];
    try (Socket socket = target.datagrams()) {
      clock.begin();
      long begin = System.nanoTime();
      long number = 0;
      for (; !clock.isOver(); number++) {
        long due = begin + (long) (number * interval);
        for (long now; (now = System.nanoTime()) < due && !clock.isOver(); ) {
          LockSupport.parkNanos(due - now);
        }
        DatagramHeader.of(session, number).encode(datagram);
        socket.send(datagram);
        tally.sent.add(size);
        tally.requests.increment();
      }
      DatagramHeader report = report(socket, session);
      tally.arrived.add(report.count() * size);
      tally.lost.add(number - report.count());
      tally.disordered.add(report.disordered());
    }
  }

  private DatagramHeader report(Socket socket, long session) throws IOException {
    byte[] datagram = new byte[DatagramHeader.SIZE];
    for (int i = 0; i < TRIES; i++) {
      DatagramHeader.of(session, DatagramHeader.REPORT).encode(datagram);
      socket.send(datagram);
      try {
        long count =
            socket.recv(MemorySegment.ofArray(datagram), Flags.NONE, Deadline.after(PATIENCE));
        DatagramHeader mark = DatagramHeader.decode(datagram, (int) count);
        if (mark != null && mark.session() == session) {
          return mark;
        }
      } catch (SocketTimeoutException _) {
        // The question or the answer was lost.
      }
    }
    throw new SocketTimeoutException(
        target.address() + " does not report received datagrams (expected mortise bench --serve)");
  }
}
