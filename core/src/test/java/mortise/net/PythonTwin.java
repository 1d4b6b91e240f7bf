package mortise.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import mortise.sys.SysSocket;
import mortise.sys.struct.Cmsghdr;
import mortise.sys.struct.Iovec;
import mortise.sys.struct.Msghdr;
import mortise.testing.Needs;

/** Python's view of our sockets: a child process that gets their descriptors. */
final class PythonTwin implements AutoCloseable {
  private static final String PROGRAM =
      """
      import socket, sys
      link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
      link.connect('\\0' + sys.argv[1])
      while True:
          line, fds, _, _ = socket.recv_fds(link, 1000, 1)
          if not line:
              break
          level, name, size = map(int, line.split())
          with socket.socket(fileno=fds[0]) as twin:
              try:
                  if level == socket.AF_VSOCK:
                      answer = twin.getsockopt(level, name).to_bytes(8, sys.byteorder)
                  else:
                      answer = twin.getsockopt(level, name, size)
                  link.sendall(answer.hex().encode() or b'-')
              except OSError as e:
                  link.sendall(str(e).encode())
      """;

  private final Process process;
  private final Socket link;

  private PythonTwin(Process process, Socket link) {
    this.process = process;
    this.link = link;
  }

  static PythonTwin start() throws IOException {
    Needs.program("python3");
    try (Socket listener = Socket.open(Family.UNIX, Type.SEQPACKET)) {
      listener.bind(Unix.UNNAMED);
      listener.listen(1);
      String name = listener.localAddress().toString().replaceFirst("^.*@", "");
      Process process =
          new ProcessBuilder("python3", "-c", PROGRAM, name)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new PythonTwin(process, listener.accept());
    }
  }

  /** What Python's getsockopt gives. */
  synchronized byte[] get(Socket socket, int level, int name, int size) throws IOException {
    ask(level + " " + name + " " + size, socket.fileno());
    String answer = new String(link.recv(1 << 16), StandardCharsets.US_ASCII);
    try {
      return HexFormat.of().parseHex(answer.equals("-") ? "" : answer);
    } catch (IllegalArgumentException e) {
      throw new IOException("Python: " + answer, e);
    }
  }

  private void ask(String question, int descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(JAVA_BYTE, question.getBytes());
      MemorySegment part = arena.allocate(Iovec.LAYOUT);
      Iovec.iov_base(part, text);
      Iovec.iov_len(part, text.byteSize());
      long space = Cmsghdr.CMSG_SPACE(JAVA_INT.byteSize());
      MemorySegment control = arena.allocate(space, 8);
      Cmsghdr.cmsg_len(control, Cmsghdr.CMSG_LEN(JAVA_INT.byteSize()));
      Cmsghdr.cmsg_level(control, SysSocket.SOL_SOCKET);
      Cmsghdr.cmsg_type(control, SysSocket.SCM_RIGHTS);
      control.set(JAVA_INT, Cmsghdr.CMSG_LEN(0), descriptor);
      MemorySegment message = arena.allocate(Msghdr.LAYOUT);
      Msghdr.msg_iov(message, part);
      Msghdr.msg_iovlen(message, 1);
      Msghdr.msg_control(message, control);
      Msghdr.msg_controllen(message, space);
      long sent = SysSocket.sendmsg(link.fileno(), message, 0);
      if (sent < 0) {
        throw SocketExceptions.of(sent, "sendmsg", null, null, 0);
      }
    }
  }

  @Override
  public void close() {
    link.close();
    process.destroy();
  }
}
