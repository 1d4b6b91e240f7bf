package mortise.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Lets accept4(2) of another program fail with an error of choice. The limits of a machine are for
 * all of its programs, so a supervisor answers that one call in the kernel's stead,
 * seccomp_unotify(2), with the number that a file holds.
 */
public final class FailingAccept {
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
          if error:
              with open(sys.argv[1] + '.failures', 'a') as failures:
                  failures.write('.')
          # an error, or SECCOMP_USER_NOTIF_FLAG_CONTINUE
          answer = struct.pack('=QqiI', struct.unpack('=Q', call[:8])[0], 0, -error, 0 if error else 1)
          try:
              fcntl.ioctl(listener, 0xc0182101, bytearray(answer))
          except FileNotFoundError:
              pass  # the call was interrupted
      """;

  private final Path errno;
  private final Path script;

  /** A supervisor whose files are in a folder; accept succeeds at first. */
  public FailingAccept(Path folder) throws IOException {
    errno = Files.writeString(folder.resolve("errno"), "0");
    script = Files.writeString(folder.resolve("supervisor.py"), SUPERVISOR);
  }

  /** The beginning of a command line that starts a program under the supervisor. */
  public List<String> command() {
    return List.of(Needs.program("python3").toString(), script.toString(), errno.toString());
  }

  /** How often accept has failed so far. */
  public long failures() throws IOException {
    Path count = Path.of(errno + ".failures");
    return Files.exists(count) ? Files.size(count) : 0;
  }

  /** From now on accept fails with this number, or succeeds with 0. */
  public void with(int number) throws IOException {
    Files.writeString(errno, "" + number);
  }
}
