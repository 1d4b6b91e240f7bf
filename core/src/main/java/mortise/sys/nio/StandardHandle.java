package mortise.sys.nio;

import static mortise.sys.SysEpoll.EPOLLIN;
import static mortise.sys.SysEpoll.EPOLLOUT;
import static mortise.sys.SysErrno.EAGAIN;
import static mortise.sys.SysErrno.EBADF;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import mortise.sys.Fcntl;

/**
 * Standard input, output or error. Input, which NIO cannot wait for, comes through a pipe that a
 * thread fills from the first read on. A write may wait.
 */
final class StandardHandle extends Handle {
  private static final int PART = 1 << 13;

  private final int number;

  /** Null before the first read, and for output. Guarded by this for writing. */
  private volatile PipeHandle input;

  /** Null before the first write, and for input. Guarded by this for writing. */
  private volatile WritableByteChannel output;

  StandardHandle(int number) {
    this.number = number;
    this.statusFlags = number == 0 ? Fcntl.O_RDONLY : Fcntl.O_WRONLY;
  }

  boolean isInput() {
    return number == 0;
  }

  /**
   * Whether the process was started without standard input, and the JVM has opened the file of the
   * JDK's classes under its number. NIO does not tell which file that is, but how long.
   */
  static boolean isInputOfTheJvm() {
    Path classes = Path.of(System.getProperty("java.home"), "lib", "modules");
    try {
      // Not closed, since that would close standard input.
      FileInputStream in = new FileInputStream(FileDescriptor.in);
      long size = in.getChannel().size();
      return size > 0 && size == Files.size(classes);
    } catch (IOException _) {
      return false; // a pipe, a terminal, or a JDK without that file
    }
  }

  private PipeHandle input() throws IOException {
    PipeHandle open = input;
    return open == null ? openInput() : open;
  }

  private synchronized PipeHandle openInput() throws IOException {
    if (input == null) {
      Pipe pipe = Pipe.open();
      PipeHandle made = PipeHandle.source(pipe);
      Thread.ofPlatform().daemon().name("mortise-blocking-stdin").start(() -> fill(pipe.sink()));
      input = made;
      changed();
    }
    return input;
  }

  private static void fill(Pipe.SinkChannel sink) {
    byte[] part = new byte[PART];
    try (sink;
        FileInputStream in = new FileInputStream(FileDescriptor.in)) {
      for (int count; (count = in.read(part)) > 0; ) {
        ByteBuffer buffer = ByteBuffer.wrap(part, 0, count);
        while (buffer.hasRemaining()) {
          sink.write(buffer);
        }
      }
    } catch (IOException _) {
      // The reader sees an end.
    }
  }

  @Override
  SelectableChannel channel() {
    PipeHandle open = input;
    return open == null ? null : open.channel();
  }

  @Override
  int operations(int directions) {
    PipeHandle open = input;
    return open == null ? 0 : open.operations(directions);
  }

  @Override
  int events(int operations) {
    return input.events(operations);
  }

  @Override
  int ready() {
    PipeHandle open = input;
    return number != 0 ? EPOLLOUT : open == null ? 0 : open.ready();
  }

  @Override
  int poll(int events) throws IOException {
    if (number != 0) {
      return events & EPOLLOUT;
    }
    int now = input().poll(events);
    if ((events & EPOLLIN) != 0 && (now & EPOLLIN) == 0) {
      readWouldBlock();
    }
    return now;
  }

  @Override
  long read(ByteBuffer into) throws IOException {
    if (number != 0) {
      throw new ErrnoException(EBADF);
    }
    try {
      return input().read(into);
    } catch (ErrnoException e) {
      if (e.errno == EAGAIN) {
        readWouldBlock();
      }
      throw e;
    }
  }

  @Override
  long write(ByteBuffer from) throws IOException {
    if (number == 0) {
      throw new ErrnoException(EBADF);
    }
    return output().write(from);
  }

  private synchronized WritableByteChannel output() {
    if (output == null) {
      FileDescriptor descriptor = number == 1 ? FileDescriptor.out : FileDescriptor.err;
      output = Channels.newChannel(new FileOutputStream(descriptor));
    }
    return output;
  }

  @Override
  int ioctl(int request, MemorySegment argument) throws IOException {
    return number == 0 ? input().ioctl(request, argument) : super.ioctl(request, argument);
  }

  @Override
  void close() {
    PipeHandle open = input;
    if (open != null) {
      open.close();
    }
  }
}
