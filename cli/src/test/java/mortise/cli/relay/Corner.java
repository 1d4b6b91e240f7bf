package mortise.cli.relay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mortise.testing.KernelFeature;
import mortise.testing.Needs;

/** One side of a relay in a test: what we call it, and the program that is there. */
enum Corner {
  TCP_LISTEN_SOCAT("tcp-listen:127.0.0.1:0", "socat -t 100 STDIO TCP:127.0.0.1:PORT"),
  TCP_LISTEN_NCAT("tcp-listen:127.0.0.1:0", "ncat 127.0.0.1 PORT"),
  TCP_LISTEN_NC("tcp-listen:[::1]:0", "nc -N ::1 PORT"),
  TCP_SOCAT("tcp:HOST:7000,RETRY", "socat -t 100 STDIO TCP-LISTEN:7000,bind=HOST"),
  TCP_NCAT("tcp:HOST:7000,nodelay,RETRY", "ncat -l HOST 7000"),
  TCP_NC("tcp:HOST:7000,RETRY,bind=127.0.0.1", "nc -N -l HOST 7000"),
  UNIX_LISTEN("unix-listen:PATH", "socat -t 100 STDIO UNIX-CONNECT:PATH,retry=1000,interval=0.02"),
  UNIX_LISTEN_ABSTRACT(
      "unix-listen:@NAME", "socat -t 100 STDIO ABSTRACT-CONNECT:NAME,retry=1000,interval=0.02"),
  UNIX("unix:PATH,RETRY", "socat -t 100 STDIO UNIX-LISTEN:PATH"),
  UNIX_ABSTRACT("unix:@NAME,RETRY", "socat -t 100 STDIO ABSTRACT-LISTEN:NAME"),
  VSOCK_LISTEN(
      "vsock-listen:VPORT", "socat -t 100 STDIO VSOCK-CONNECT:1:VPORT,retry=1000,interval=0.02"),
  VSOCK("vsock:1:VPORT,RETRY", "socat -t 100 STDIO VSOCK-LISTEN:VPORT"),
  EXEC(
      "exec:socat -t 100 STDIO 'UNIX-CONNECT:PATH,retry=1000,interval=0.02'",
      "socat -t 100 STDIO UNIX-LISTEN:PATH"),
  SH(
      "sh:exec socat -t 100 STDIO UNIX-CONNECT:PATH\\,retry=1000\\,interval=0.02",
      "socat -t 100 STDIO UNIX-LISTEN:PATH");

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final String ours;
  private final String theirs;

  Corner(String ours, String theirs) {
    this.ours = ours;
    this.theirs = theirs;
  }

  /** A corner with names of its own. */
  Taken take(Path folder) {
    if (name().startsWith("VSOCK")) {
      Needs.kernel(KernelFeature.VSOCK);
    }
    int number = NAMES.incrementAndGet();
    long pid = ProcessHandle.current().pid();
    String host = "127.%d.%d.%d".formatted(50 + pid % 150, number >> 8, number & 0xff);
    return new Taken(
        fill(ours, folder, number, pid, host), fill(theirs, folder, number, pid, host));
  }

  private static String fill(String text, Path folder, int number, long pid, String host) {
    return text.replace("RETRY", "retry=3000,interval=20ms")
        .replace("HOST", host)
        .replace("PATH", folder.resolve("s" + number).toString())
        .replace("NAME", "relay-" + pid + "-" + number)
        .replace("VPORT", Long.toString(100_000 + pid % 10_000 * 100 + number));
  }

  /** Ours, and the other program's command, in which PORT is still to be filled in. */
  record Taken(String address, String command) {
    boolean listensAtPort() {
      return command.contains("PORT");
    }

    Talker talk(Path folder, int size, int port) throws IOException {
      List<Object> words = new ArrayList<>(List.of(command.split(" ")));
      words.replaceAll(word -> word.toString().replace("PORT", Integer.toString(port)));
      return Talker.start(folder, size, words.toArray());
    }
  }
}
