package mortise.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import mortise.net.Deadline;
import mortise.net.Errno;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.Type;
import mortise.sys.Fcntl;
import mortise.testing.ChildJvm;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChildProcessTest {
  @TempDir Path folder;

  @Test
  void bytesGoThroughCat() throws Exception {
    byte[] bytes = new byte[1_234_567];
    RandomGenerator.getDefault().nextBytes(bytes);
    try (ChildProcess cat = ChildProcess.start(ChildConfig.of("cat"))) {
      PlainDescriptor in = cat.stdin().orElseThrow();
      Running<Void> writer =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                in.write(bytes);
                in.close();
                return null;
              });
      assertThat(readAll(cat.stdout().orElseThrow())).isEqualTo(bytes);
      writer.end().returned();
      assertThat(cat.waitFor().isSuccess()).isTrue();
      assertThat(cat.isAlive()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"exit 0,0,0", "exit 7,7,0", "kill -TERM $$,0,15", "kill -KILL $$,0,9"})
  void endIsTold(String line, int status, int signal) throws Exception {
    ExitStatus end = run(ChildConfig.ofShell(line));
    assertThat(end).isEqualTo(new ExitStatus(status, signal));
    assertThat(end.shellStatus()).isEqualTo(signal == 0 ? status : 128 + signal);
  }

  @Test
  void noZombieStays() throws Exception {
    ChildProcess child = ChildProcess.start(ChildConfig.of("true"));
    child.waitFor();
    assertThat(Path.of("/proc/" + child.pid())).doesNotExist();
    child.close();
  }

  @Test
  void streamsAreSeparate() throws Exception {
    ChildConfig config =
        ChildConfig.ofShell("echo out; echo err >&2")
            .streams(ChildStream.NOTHING, ChildStream.PIPE, ChildStream.PIPE);
    try (ChildProcess child = ChildProcess.start(config)) {
      assertThat(child.stdin()).isEmpty();
      assertThat(readAll(child.stdout().orElseThrow())).asString().isEqualTo("out\n");
      assertThat(readAll(child.stderr().orElseThrow())).asString().isEqualTo("err\n");
    }
  }

  @Test
  void errorsGoWhereTheOutputGoes() throws Exception {
    ChildConfig config =
        ChildConfig.ofShell("echo out; echo err >&2")
            .streams(ChildStream.NOTHING, ChildStream.PIPE, ChildStream.SAME);
    assertThat(output(config)).isEqualTo("out\nerr\n");
    assertThatThrownBy(() -> config.streams(ChildStream.SAME, ChildStream.PIPE, ChildStream.SAME))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void descriptorsAreGivenAcross() throws Exception {
    try (Pipe in = PlainDescriptorTest.Origin.INHERITED.pipe();
        Pipe out = PlainDescriptorTest.Origin.INHERITED.pipe()) {
      ChildConfig config =
          ChildConfig.of("cat")
              .streams(
                  ChildStream.of(in.reader().number()),
                  ChildStream.of(out.writer().number()),
                  ChildStream.INHERIT);
      try (ChildProcess cat = ChildProcess.start(config)) {
        in.reader().close();
        out.writer().close();
        in.writer().write("across".getBytes());
        in.writer().close();
        assertThat(readAll(out.reader())).asString().isEqualTo("across");
        assertThat(cat.waitFor().isSuccess()).isTrue();
      }
    }
  }

  @Test
  void onlyStandardStreamsReachTheChild() throws Exception {
    try (Pipe leak = Pipe.open()) {
      Fcntl.fcntl(leak.writer().number(), Fcntl.F_SETFD, 0);
      assertThat(output(ChildConfig.of("ls", "/proc/self/fd")).lines())
          .containsExactly("0", "1", "2", "3"); // 3 is the folder itself
    }
  }

  @Test
  void childReadsAndWritesWaiting() throws Exception {
    String flags = output(ChildConfig.ofShell("cat /proc/self/fdinfo/0 /proc/self/fdinfo/1"));
    assertThat(flags.lines().filter(line -> line.startsWith("flags:")))
        .hasSize(2)
        .allMatch(line -> (Integer.parseInt(line.split("\\s+")[1], 8) & 04000) == 0);
  }

  @Test
  void variablesAreSetBesideTheOwn() throws Exception {
    ChildConfig config = ChildConfig.ofShell("echo $ONE:$PATH").with("ONE", "ä 1").with("TWO", "");
    assertThat(output(config).strip()).isEqualTo("ä 1:" + System.getenv("PATH"));
  }

  @Test
  void directoryIsTheChilds() throws Exception {
    Path real = folder.toRealPath();
    assertThat(output(ChildConfig.of("pwd").directory(real)).strip()).isEqualTo(real.toString());
    assertThatThrownBy(
            () -> ChildProcess.start(ChildConfig.of("pwd").directory(folder.resolve("none"))))
        .isInstanceOf(NotDirectoryException.class);
  }

  @Test
  void signalsAreAsByDefault() throws Exception {
    String status = output(ChildConfig.of("cat", "/proc/self/status"));
    assertThat(status).containsPattern("SigBlk:\\s*0+\n");
    long ignored =
        Long.parseUnsignedLong(status.replaceAll("(?s).*SigIgn:\\s*(\\w+)\n.*", "$1"), 16);
    assertThat(ignored & (1L << 12 | 1L << 16)).as("SIGPIPE and SIGCHLD ignored").isZero();
  }

  /** As nohup(1), and a shell for what it starts behind an ampersand. */
  @Test
  void signalsThatThisProcessIgnoresStayIgnored() throws Exception {
    String script = "trap '' HUP INT TERM; exec \"$0\" \"$@\"";
    String status = new ChildJvm().under("sh", "-c", script).run(ShowsStatus.class).succeeded();
    long ignored =
        Long.parseUnsignedLong(status.replaceAll("(?s).*SigIgn:\\s*(\\w+)\n.*", "$1"), 16);
    // glibc has the child ignore 32 and 33, which it keeps for its threads.
    assertThat(ignored & 0x7fffffff).isEqualTo(1L << 0 | 1L << 1 | 1L << 14);
  }

  /** The terminal's keys and its hang-up reach a program that runs on a terminal of its own. */
  @Test
  void signalsOfATerminalAreNotIgnoredOnIt() throws Exception {
    String script = "trap '' HUP INT QUIT TSTP TERM; exec \"$0\" \"$@\"";
    String status =
        new ChildJvm().under("sh", "-c", script).run(ShowsStatusOnTerminal.class).succeeded();
    long ignored =
        Long.parseUnsignedLong(status.replaceAll("(?s).*SigIgn:\\s*(\\w+)\r?\n.*", "$1"), 16);
    assertThat(ignored & 0x7fffffff).as("SIGTERM alone").isEqualTo(1L << 14);
  }

  static final class ShowsStatusOnTerminal {
    public static void main(String... args) throws Exception {
      try (Pty pty = Pty.open();
          ChildProcess cat =
              ChildProcess.start(ChildConfig.of("cat", "/proc/self/status").terminal(pty))) {
        StringBuilder seen = new StringBuilder();
        byte[] some = new byte[1000];
        while (!seen.toString().matches("(?s).*SigIgn:\\s*\\w+\r?\n.*")) {
          seen.append(new String(some, 0, pty.master().read(some)));
        }
        System.out.println(seen);
        cat.waitFor();
      }
    }
  }

  static final class ShowsStatus {
    public static void main(String... args) throws IOException {
      System.out.println(output(ChildConfig.of("cat", "/proc/self/status")));
    }
  }

  /** sd_listen_fds(3), sd_notify(3): they are said to one process. */
  @Test
  void wordsOfTheServiceManagerAreNotTheChilds() throws Exception {
    String[] env = {
      "env",
      "LISTEN_FDS=1",
      "LISTEN_PID=1",
      "LISTEN_FDNAMES=web",
      "LISTEN_PIDFDID=1",
      "NOTIFY_SOCKET=/run/none",
      "WATCHDOG_USEC=1",
      "WATCHDOG_PID=1",
      "LISTEN_FDS_OF_MINE=1",
      "INVOCATION_ID=1"
    };
    assertThat(new ChildJvm().under(env).run(ShowsEnvironment.class).succeeded().lines())
        .containsExactlyInAnyOrder("LISTEN_FDS_OF_MINE=1", "INVOCATION_ID=1", "NOTIFY_SOCKET=mine");
  }

  static final class ShowsEnvironment {
    public static void main(String... args) throws IOException {
      String words = "env | grep -E '^(LISTEN_|NOTIFY_|WATCHDOG_|INVOCATION_)' | sort";
      System.out.print(
          output(ChildConfig.ofShell(words + " | grep -v NOTIFY_"))
              + output(ChildConfig.ofShell("env | grep NOTIFY_").with("NOTIFY_SOCKET", "mine")));
    }
  }

  @Test
  void limitOfDescriptorsIsTheOneOfThisProcess() throws Exception {
    String script = "ulimit -S -n 300; exec \"$0\" \"$@\"";
    ChildJvm jvm = new ChildJvm().under("sh", "-c", script).with("-XX:-MaxFDLimit");
    assertThat(jvm.run(ShowsLimit.class).succeeded().lines())
        .containsExactly("300", "300", "true", "true");
  }

  static final class ShowsLimit {
    public static void main(String... args) throws IOException {
      System.out.print(output(ChildConfig.ofShell("ulimit -S -n")));
      DescriptorLimit before = DescriptorLimit.raise();
      System.out.println(before.soft());
      DescriptorLimit now = DescriptorLimit.current();
      System.out.println(now.soft() == now.hard() && now.hard() == before.hard());
      String raised = output(ChildConfig.ofShell("ulimit -S -n")).strip();
      System.out.println(raised.equals("unlimited") || raised.equals("" + now.soft()));
    }
  }

  /** Another thread's descriptor may be copied into a child that is about to be. */
  @Test
  void onlyStandardStreamsReachTheChildWhileOthersAccept() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK)) {
      Thread accepting =
          Thread.ofPlatform()
              .start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                  try (Socket client = Socket.open(Family.INET, Type.STREAM)) {
                    client.connect(listener.localAddress());
                    listener.accept().close();
                  } catch (IOException _) {
                    return;
                  }
                }
              });
      for (int i = 0; i < 20; i++) {
        assertThat(output(ChildConfig.of("ls", "/proc/self/fd")).lines())
            .containsExactly("0", "1", "2", "3");
      }
      accepting.interrupt();
      accepting.join();
    }
  }

  @Test
  void groupsAndSessionsAreOwn() throws Exception {
    String[] shared = ids(ProcessGroup.SHARED);
    assertThat(shared[1]).isNotEqualTo(shared[0]);
    String[] own = ids(ProcessGroup.OWN);
    assertThat(own[1]).isEqualTo(own[0]);
    assertThat(own[2]).isEqualTo(shared[2]);
    String[] session = ids(ProcessGroup.SESSION);
    assertThat(session[1]).isEqualTo(session[0]);
    assertThat(session[2]).isEqualTo(session[0]);
  }

  /** The pid, the process group and the session of a child. */
  private static String[] ids(ProcessGroup group) throws IOException {
    String stat = output(ChildConfig.of("cat", "/proc/self/stat").group(group));
    String[] words = stat.split(" ");
    return new String[] {words[0], words[4], words[5]};
  }

  @Test
  void stopReachesTheWholeGroup() throws Exception {
    try (ChildProcess shell =
        ChildProcess.start(ChildConfig.ofShell("sleep 1000 & echo $!; wait"))) {
      byte[] line = new byte[20];
      int count = shell.stdout().orElseThrow().read(line);
      Path sleeper = Path.of("/proc/" + new String(line, 0, count).strip());
      assertThat(sleeper).exists();
      shell.stop(Duration.ofSeconds(20));
      assertThat(shell.waitFor().signal()).isEqualTo(15);
      Until.holds(() -> Files.notExists(sleeper) || isZombie(sleeper));
    }
  }

  @Test
  void whoDoesNotHearIsKilled() throws Exception {
    String line = "trap '' TERM; echo ready; while :; do sleep 0.01; done";
    try (ChildProcess deaf = ChildProcess.start(ChildConfig.ofShell(line))) {
      deaf.stdout().orElseThrow().read(new byte[10]);
      deaf.stop(Duration.ofMillis(10));
      assertThat(deaf.waitFor().signal()).isEqualTo(9);
    }
  }

  @Test
  void numberThatIsNoSignalLeavesTheGroupReachable() throws Exception {
    ChildProcess shell =
        ChildProcess.start(ChildConfig.ofShell("sleep 1000 </dev/null >/dev/null 2>&1 & echo $!"));
    String pid = new String(readAll(shell.stdout().orElseThrow())).strip();
    try {
      shell.waitFor();
      assertThat(shell.signal(12345)).isFalse();
      assertThat(shell.signal(0)).isTrue();
      shell.close();
      Path sleeper = Path.of("/proc/" + pid);
      Until.holds(() -> Files.notExists(sleeper) || isZombie(sleeper));
    } finally {
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void whoOutlivesTheChildIsReachedByItsGroup() throws Exception {
    ChildProcess shell =
        ChildProcess.start(ChildConfig.ofShell("sleep 1000 </dev/null >/dev/null & echo $!"));
    String pid = new String(readAll(shell.stdout().orElseThrow())).strip();
    shell.waitFor();
    Path sleeper = Path.of("/proc/" + pid);
    assertThat(sleeper).exists();
    shell.close();
    Until.holds(() -> Files.notExists(sleeper) || isZombie(sleeper));
  }

  /** Nobody may be there to reap it, in a container. */
  private static boolean isZombie(Path process) {
    try {
      return Files.readString(process.resolve("stat")).contains(") Z ");
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void waitHasADeadline() throws Exception {
    try (ChildProcess child = ChildProcess.start(ChildConfig.of("sleep", "1000"))) {
      assertThatThrownBy(() -> child.waitFor(Deadline.after(Duration.ofMillis(20))))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("sleep");
      assertThat(child.isAlive()).isTrue();
    }
  }

  @Test
  void programThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> ChildProcess.start(ChildConfig.of("no-such-program")))
        .isInstanceOf(DescriptorException.class)
        .hasMessage("start 'no-such-program': No such file or directory (ENOENT)")
        .satisfies(e -> assertThat(((SocketFailure) e).errno()).isEqualTo(Errno.ENOENT));
    assertThatThrownBy(() -> ChildProcess.start(ChildConfig.of("/etc/passwd")))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("EACCES");
  }

  @Test
  void wrongPlansAreNamed() {
    assertThatThrownBy(() -> ChildConfig.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ChildConfig.of("a\0b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ChildConfig.of("a").with("A=B", "c"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A parent may ignore SIGCHLD, and the kernel then keeps no status of children. */
  @Test
  void statusIsToldWhereSigchldComesIgnored() throws Exception {
    String program =
        "import os,signal,sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN);"
            + " os.execvp(sys.argv[1], sys.argv[1:])";
    assertThat(new ChildJvm().under("python3", "-c", program).run(Exits.class).succeeded())
        .isEqualToIgnoringNewLines("ExitStatus[status=5, signal=0]");
  }

  static final class Exits {
    public static void main(String... args) throws IOException {
      System.out.println(run(ChildConfig.ofShell("exit 5")));
    }
  }

  /** In a process of its own, where no other test opens anything. */
  @Test
  void noDescriptorAndNoChildIsLeft() throws Exception {
    assertThat(new ChildJvm().run(Leaves.class).succeeded()).isEqualToIgnoringNewLines("0 0");
  }

  static final class Leaves {
    public static void main(String... args) throws Exception {
      // What is opened once for all, such as the poller, is not left.
      for (int i = 0; i < 5; i++) {
        round();
      }
      Path open = Path.of("/proc/self/fd");
      long before = count(open);
      for (int i = 0; i < 20; i++) {
        round();
      }
      // The descriptor of a child's end goes with the thread that has noticed it.
      for (int i = 0; i < 1000 && count(open) >= before + 20; i++) {
        Thread.sleep(10);
      }
      long children = ProcessHandle.current().children().count();
      // How many each round leaves; the JVM may open one or another of its own.
      System.out.println((count(open) - before) / 20 + " " + children);
    }

    private static void round() throws IOException {
      run(ChildConfig.ofShell("exit 1"));
      try {
        ChildProcess.start(ChildConfig.of("no-such-program"));
      } catch (DescriptorException _) {
        // As it has to be.
      }
      try (Pty pty = Pty.open();
          ChildProcess child = ChildProcess.start(ChildConfig.of("true").terminal(pty))) {
        child.waitFor();
      }
      try (ChildProcess killed = ChildProcess.start(ChildConfig.of("sleep", "1000"))) {
        killed.signal(9);
        killed.waitFor();
      }
    }

    private static long count(Path folder) throws IOException {
      try (var entries = Files.list(folder)) {
        return entries.count();
      }
    }
  }

  @Test
  void manyAtOnceAreAllReaped() throws Exception {
    List<Running<ExitStatus>> all =
        IntStream.range(0, 40)
            .mapToObj(
                i -> Running.start(Threads.VIRTUAL, () -> run(ChildConfig.ofShell("exit " + i))))
            .toList();
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).end().returned()).isEqualTo(new ExitStatus(i, 0));
    }
  }

  private static ExitStatus run(ChildConfig config) throws IOException {
    try (ChildProcess child = ChildProcess.start(config)) {
      return child.waitFor();
    }
  }

  private static String output(ChildConfig config) throws IOException {
    try (ChildProcess child = ChildProcess.start(config)) {
      child.stdin().ifPresent(PlainDescriptor::close);
      return new String(readAll(child.stdout().orElseThrow()));
    }
  }

  private static byte[] readAll(PlainDescriptor from) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = new byte[30_001];
    for (int count; (count = from.read(part)) > 0; ) {
      all.write(part, 0, count);
    }
    return all.toByteArray();
  }
}
