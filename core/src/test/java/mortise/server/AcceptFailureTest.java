package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import mortise.net.Address;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.testing.ChildJvm;
import mortise.testing.Loopback;
import mortise.testing.Needs;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server whose kernel has no memory or no open files left for accept4(2). The machine's own
 * limits are everybody's, so a supervisor answers that one call in the kernel's stead,
 * seccomp_unotify(2), with the number that a file holds.
 */
final class AcceptFailureTest {
  private static final String SUPERVISOR =
      """
      import ctypes, fcntl, os, platform, struct, sys
      libc = ctypes.CDLL(None, use_errno=True)
      seccomp, accept4 = {'x86_64': (317, 288), 'aarch64': (277, 242)}[platform.machine()]
      # the call's number; accept4: ask the supervisor; all else: allow
      code = struct.pack('=' + 'HBBI' * 4, 0x20, 0, 0, 0, 0x15, 0, 1, accept4,
          0x06, 0, 0, 0x7fc00000, 0x06, 0, 0, 0x7fff0000)
      filter = ctypes.create_string_buffer(code)
      program = ctypes.create_string_buffer(struct.pack('@HP', 4, ctypes.addressof(filter)))
      libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
      listener = libc.syscall(seccomp, 1, 8, program)
      if listener < 0:
          sys.exit('seccomp: ' + os.strerror(ctypes.get_errno()))
      server = os.getpid()
      if os.fork():
          os.execvp(sys.argv[2], sys.argv[2:])
      libc.prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG: killed when the server has ended
      if os.getppid() != server:
          sys.exit()
      for fd in (0, 1, 2):
          os.close(fd)
      while True:
          call = bytearray(80)
          fcntl.ioctl(listener, 0xc0502100, call)
          text = ''
          while not text:  # a file is empty for the moment in which it is written anew
              text = open(sys.argv[1]).read()
          error = int(text)
          # an error, or SECCOMP_USER_NOTIF_FLAG_CONTINUE
          answer = struct.pack('=QqiI', struct.unpack('=Q', call[:8])[0], 0, -error, 0 if error else 1)
          try:
              fcntl.ioctl(listener, 0xc0182101, bytearray(answer))
          except FileNotFoundError:
              pass  # the call was interrupted
      """;

  private static boolean isServed(Socket client) throws Exception {
    client.timeout(Duration.ofSeconds(60)).send(new byte[] {1});
    return client.recv(1).length == 1;
  }

  /** The errors of accept that the child's server has counted. */
  private static int failures(Program child) throws Exception {
    int before = child.out().split(";", -1).length;
    child.say("look\n").awaitOutputs(";", before);
    String last = child.out().strip().lines().toList().getLast();
    return Integer.parseInt(last.replaceFirst("failures=(\\d+);", "$1"));
  }

  @ParameterizedTest
  @CsvSource({
    "23, (ENFILE; fs.file-max)",
    "105, No buffer space available (ENOBUFS)",
    "12, Cannot allocate memory (ENOMEM)"
  })
  void acceptingGoesOnWhenTheKernelHasRoomAgain(int errno, String told, @TempDir Path folder)
      throws Exception {
    Path state = Files.writeString(folder.resolve("errno"), "0");
    Path script = Files.writeString(folder.resolve("supervisor.py"), SUPERVISOR);
    String python = Needs.program("python3").toString();
    try (Program child =
        new ChildJvm().under(python, script.toString(), state.toString()).start(BusyKernel.class)) {
      int port = Integer.parseInt(child.awaitOutput("\n").out().strip());
      Address address = Inet4.LOOPBACK.withPort(port);
      try (Socket early = Loopback.TCP4.client(address)) {
        assertThat(isServed(early)).isTrue();
        Files.writeString(state, "" + errno);
        try (Socket late = Loopback.TCP4.client(address)) {
          Until.holds(() -> failures(child) > 3);
          child.awaitError(told);
          assertThat(isServed(early)).as("who was there before").isTrue();
          Files.writeString(state, "0");
          assertThat(isServed(late)).as("who waited meanwhile").isTrue();
        }
        assertThat(failures(child)).as("pauses, no spinning").isLessThan(150);
      }
      assertThat(child.say("end\n").end().status()).isZero();
    }
  }
}
