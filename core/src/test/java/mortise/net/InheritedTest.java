package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import mortise.testing.ChildJvm;
import mortise.testing.Loopback;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors that a program has from the one that started it. */
final class InheritedTest {
  /** As inetd and systemd do it: number 0, or 3 and up. */
  @Test
  void socketsOfPythonAreInheritedByNumber() throws Exception {
    String program =
        """
        import os, socket, subprocess, sys
        place = os.open('/dev/null', os.O_RDONLY)
        one, zero = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        tcp = socket.create_server(('127.0.0.1', 0))
        client = socket.create_connection(tcp.getsockname())
        three = tcp.accept()[0]
        os.dup2(three.fileno(), place)
        command = sys.argv[1:] + ['0', str(place), '1']
        child = subprocess.run(command, stdin=zero, pass_fds=[place], stdout=subprocess.PIPE)
        print(place, child.stdout.decode(), one.recv(512), client.recv(512))
        """;
    Needs.program("python3");
    ChildJvm.Result result =
        new ChildJvm().under("python3", "-c", program).run(InheritedProgram.class);
    assertThat(result.succeeded())
        .isEqualTo(
            """
            3 AF_UNIX SOCK_SEQPACKET 0
            AF_INET SOCK_STREAM 6
            adopt descriptor 1: Socket operation on non-socket (ENOTSOCK)
             b'I am 0' b'I am 3'
            """);
  }

  /** system(3) starts a program without closing anything, which ProcessBuilder never does. */
  @NeedsLinux("descriptors that programs inherit")
  @Test
  void programsGetWhatIsInheritableAndNothingElse(@TempDir Path folder) throws Exception {
    Needs.program("python3");
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      pair.first().inheritable(true);
      assertThat(pair.first().isInheritable()).isTrue();
      Path said = folder.resolve("said");
      String program =
          "import os, socket;"
              + " s = socket.socket(fileno=%d);".formatted(pair.first().fileno())
              + " os.set_blocking(s.fileno(), True); s.send(b\\\"mine\\\");"
              + " print(os.path.exists(\\\"/proc/self/fd/%d\\\"))"
                  .formatted(pair.second().fileno());
      assertThat(system("python3 -c \"" + program + "\" > '" + said + "' 2>&1")).isZero();
      assertThat(said).hasContent("False");
      assertThat(pair.second().recv(9)).asString().isEqualTo("mine");
      pair.first().inheritable(false);
      assertThat(pair.first().isInheritable()).isFalse();
    }
  }

  /** {@code int system(const char *)}, system(3). */
  @SuppressWarnings("restricted") // the library has no use for it
  private static int system(String command) throws Exception {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          linker
              .downcallHandle(
                  linker.defaultLookup().findOrThrow("system"),
                  FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
              .invoke(arena.allocateFrom(command));
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }
}
