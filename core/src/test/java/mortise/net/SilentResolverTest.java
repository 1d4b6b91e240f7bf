package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import mortise.testing.ChildJvm;
import mortise.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Look-ups whose nameserver never answers, in a process that has one carrier thread: the nameserver
 * is a socket of that process, in a network and with a resolv.conf of its own.
 */
final class SilentResolverTest {
  private static final String OWN_NETWORK_AND_NAMESERVER =
      """
      ip link set lo up &&
      mount --bind "$1/resolv.conf" /etc/resolv.conf &&
      mount --bind "$1/nsswitch.conf" /etc/nsswitch.conf && shift && exec "$@"
      """;

  @Test
  void interruptAndDeadlineEndEveryLookUpWhileTheOneCarrierGoesOn(@TempDir Path folder)
      throws Exception {
    Needs.root();
    Needs.program("unshare");
    Needs.program("ip");
    Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\noptions timeout:30\n");
    Files.writeString(folder.resolve("nsswitch.conf"), "hosts: files dns\n");
    String output =
        new ChildJvm()
            .under(
                "unshare", "-nm", "sh", "-c", OWN_NETWORK_AND_NAMESERVER, "sh", folder.toString())
            .with("-Djdk.virtualThreadScheduler.parallelism=1")
            .with("-Djdk.virtualThreadScheduler.maxPoolSize=1")
            .run(Child.class)
            .succeeded();
    assertThat(output.lines())
        .containsExactly(
            "all wait, and the carrier is free",
            "interrupted: getaddrinfo, flag true",
            "interrupted: getnameinfo, flag true",
            "interrupted: gethostbyname, flag true",
            "interrupted: gethostbyaddr, flag true",
            "interrupted: dial, flag true",
            "timed out: getaddrinfo, flag false",
            "timed out: getnameinfo, flag false",
            "timed out: gethostbyname, flag false",
            "timed out: gethostbyaddr, flag false",
            "timed out: dial, flag false");
  }

  /** The process with one carrier. */
  static final class Child {
    private static final Duration LONG = Duration.ofSeconds(25);
    private static final Duration SHORT = Duration.ofMillis(200);

    private static final List<Lookup> LOOKUPS =
        List.of(
            new Lookup(
                "getaddrinfo",
                "one",
                deadline -> Resolver.getaddrinfo("one.example", null, Hints.ANY, deadline)),
            new Lookup(
                "getnameinfo",
                "72",
                deadline ->
                    Resolver.getnameinfo(Inet.of("192.0.2.72", 0), NameFlags.NONE, deadline)),
            new Lookup(
                "gethostbyname",
                "three",
                deadline -> Hosts.gethostbyname("three.example", Family.INET, deadline)),
            new Lookup(
                "gethostbyaddr",
                "74",
                deadline -> Hosts.gethostbyaddr(Inet.of("192.0.2.74", 0), deadline)),
            new Lookup(
                "dial", "five", deadline -> Socket.dial("five.example", 80, null, deadline)));

    private Child() {}

    private interface Call {
      Object until(Deadline deadline) throws IOException;
    }

    /** A call, and the part of its question to the nameserver that no other one has. */
    private record Lookup(String name, String label, Call call) {
      String outcome(Duration time) {
        try {
          return name + " returned " + call.until(Deadline.after(time));
        } catch (SocketTimeoutException e) {
          return "timed out: " + name + ", flag " + Thread.currentThread().isInterrupted();
        } catch (InterruptedIOException e) {
          return "interrupted: " + name + ", flag " + Thread.currentThread().isInterrupted();
        } catch (IOException e) {
          return name + ": " + e;
        }
      }
    }

    /** A look-up on a virtual thread of its own. */
    private record Running(Thread thread, FutureTask<String> outcome) {
      static Running start(Lookup lookup, Duration time) {
        FutureTask<String> task = new FutureTask<>(() -> lookup.outcome(time));
        return new Running(Thread.ofVirtual().start(task), task);
      }

      void print() throws Exception {
        System.out.println(outcome.get());
      }
    }

    public static void main(String[] arguments) throws Exception {
      try (Socket nameserver = Socket.open(Family.INET, Type.DGRAM)) {
        nameserver.bind(Inet4.LOOPBACK.withPort(53));
        List<Running> waiting = LOOKUPS.stream().map(each -> Running.start(each, LONG)).toList();
        FutureTask<Boolean> asked = new FutureTask<>(() -> receiveAll(nameserver));
        Thread.ofVirtual().start(asked);
        asked.get();
        boolean all = waiting.stream().noneMatch(each -> each.outcome.isDone());
        System.out.println(all ? "all wait, and the carrier is free" : "some are over");
        waiting.forEach(each -> each.thread.interrupt());
        for (Running each : waiting) {
          each.print();
        }
        for (Running each : LOOKUPS.stream().map(l -> Running.start(l, SHORT)).toList()) {
          each.print();
        }
      }
    }

    /**
     * Gets the question of each call, which a virtual thread can only while the carrier is free.
     */
    private static boolean receiveAll(Socket nameserver) throws IOException {
      Set<String> missing = LOOKUPS.stream().map(Lookup::label).collect(Collectors.toSet());
      while (!missing.isEmpty()) {
        byte[] question = new byte[512];
        nameserver.recv(MemorySegment.ofArray(question), Flags.NONE, Deadline.after(LONG));
        String text = new String(question, StandardCharsets.ISO_8859_1);
        missing.removeIf(text::contains);
      }
      return true;
    }
  }
}
