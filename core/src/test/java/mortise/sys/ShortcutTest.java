package mortise.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import mortise.sys.struct.EpollEvent;
import mortise.testing.ChildJvm;
import org.junit.jupiter.api.Test;

/** Calls past the linker, in a JVM that opens the way, and the same in one that does not. */
final class ShortcutTest {
  private static final String LINKER = "the linker";

  @Test
  void opensTheWayPastTheLinkerAndAsksItForWhatIsNotSafeThere() throws Exception {
    assumeTrue(
        Runtime.version().feature() == 25 && System.getProperty("os.arch").equals("amd64"),
        "the shortcut is for JDK 25 on x86-64");
    List<String> opens = new ArrayList<>();
    for (String inside : JdkInside.PACKAGES) {
      opens.add("--add-opens=java.base/" + inside + "=ALL-UNNAMED");
    }
    assertThat(calls(opens))
        .containsExactly(
            "slice of bytes: 2 of [0, 7, 8, 0]",
            "ints: 8 of [1, 2]",
            "longs: 8 of [3]",
            "bad descriptor: -9",
            "two pointers: 0, [0, 0, 1, 0], [4]",
            "waiting: 1, 42",
            "confined memory: 2 of 513",
            "automatic memory: 2 of 513",
            LINKER,
            "shared memory: 2 of 513",
            "closed memory: IllegalStateException",
            "another thread's memory: WrongThreadException",
            "read-only array: 1 of [5]",
            "shorts: 2 of [6]");
  }

  /** Nobody has looked at the inside of these. */
  @Test
  void otherJdksTakeTheLinkerThoughTheyAreOpen() throws Exception {
    assumeTrue(Runtime.version().feature() != 25, "this is JDK 25");
    List<String> opens = List.of("--add-opens=java.base/java.lang.invoke=ALL-UNNAMED");
    assertThat(calls(opens)).isEqualTo(calls(List.of())).startsWith(LINKER);
  }

  @Test
  void callsAreTheSameByTheLinker() throws Exception {
    assertThat(calls(List.of()))
        .containsExactly(
            LINKER,
            "slice of bytes: 2 of [0, 7, 8, 0]",
            "ints: 8 of [1, 2]",
            "longs: 8 of [3]",
            "bad descriptor: -9",
            "two pointers: 0, [0, 0, 1, 0], [4]",
            "waiting: 1, 42",
            "confined memory: 2 of 513",
            "automatic memory: 2 of 513",
            "shared memory: 2 of 513",
            "closed memory: IllegalStateException",
            "another thread's memory: WrongThreadException",
            "read-only array: 1 of [5]",
            "shorts: 2 of [6]");
  }

  /** What the child says, and when it wakes the linker. */
  private static List<String> calls(List<String> options) throws Exception {
    List<String> all = new ArrayList<>(options);
    all.add("-Xlog:class+load");
    String output = new ChildJvm().with(all.toArray(String[]::new)).run(Child.class).succeeded();
    return output
        .lines()
        .filter(line -> !line.contains("[class,load]") || line.contains("Native$Door "))
        .map(line -> line.contains("Native$Door ") ? LINKER : line)
        .toList();
  }

  static final class Child {
    private static final int[] PAIR = new int[2];

    public static void main(String... arguments) {
      SysSocket.socketpair(SysSocket.AF_UNIX, SysSocket.SOCK_DGRAM, 0, PAIR);
      byte[] bytes = {6, 7, 8, 9};
      SysSocket.send(PAIR[0], bytes, 1, 2, 0);
      byte[] slice = new byte[4];
      say("slice of bytes", SysSocket.recv(PAIR[1], slice, 1, 2, 0), Arrays.toString(slice));
      int[] ints = new int[2];
      send(MemorySegment.ofArray(new int[] {1, 2}));
      say("ints", receive(MemorySegment.ofArray(ints)), Arrays.toString(ints));
      long[] longs = new long[1];
      send(MemorySegment.ofArray(new long[] {3}));
      say("longs", receive(MemorySegment.ofArray(longs)), Arrays.toString(longs));
      IO.println("bad descriptor: " + SysSocket.send(-1, MemorySegment.ofArray(bytes), 0));
      option();
      waiting();
      unsafe();
    }

    private static void option() {
      byte[] value = new byte[4];
      byte[] one = {0, 0, 1, 0};
      int[] length = {4};
      int level = SysSocket.SOL_SOCKET;
      int set =
          SysSocket.setsockopt(PAIR[0], level, SysSocket.SO_RCVLOWAT, MemorySegment.ofArray(one));
      int got =
          SysSocket.getsockopt(
              PAIR[0], level, SysSocket.SO_RCVLOWAT, MemorySegment.ofArray(value), length);
      IO.println(
          "two pointers: "
              + (set | got)
              + ", "
              + Arrays.toString(value)
              + ", "
              + Arrays.toString(length));
    }

    private static void waiting() {
      int epoll = SysEpoll.epoll_create1(0);
      byte[] event = new byte[(int) EpollEvent.SIZE];
      ByteBuffer buffer = ByteBuffer.wrap(event).order(ByteOrder.nativeOrder());
      EpollEvent.set(buffer, SysEpoll.EPOLLIN, 42);
      SysEpoll.epoll_ctl(epoll, SysEpoll.EPOLL_CTL_ADD, PAIR[1], MemorySegment.ofArray(event));
      send(MemorySegment.ofArray(new byte[1]));
      MemorySegment errno = Arena.global().allocate(ValueLayout.JAVA_INT);
      MemorySegment seen = Arena.ofShared().allocate(EpollEvent.SIZE, 8);
      int count = SysEpoll.epoll_wait(errno, epoll, seen, 1, -1);
      long data = EpollEvent.data(seen.asByteBuffer().order(ByteOrder.nativeOrder()), 0);
      IO.println("waiting: " + count + ", " + data);
      receive(MemorySegment.ofArray(new byte[1]));
    }

    private static void memory(String kind, MemorySegment memory) {
      memory.set(ValueLayout.JAVA_SHORT, 0, (short) 513);
      long sent = send(memory);
      receive(memory.fill((byte) 0));
      say(kind + " memory", sent, "" + memory.get(ValueLayout.JAVA_SHORT, 0));
    }

    private static void refused(String kind, MemorySegment memory) {
      try {
        send(memory);
      } catch (IllegalStateException | WrongThreadException e) {
        IO.println(kind + " memory: " + e.getClass().getSimpleName());
      }
    }

    private static void unsafe() {
      MemorySegment closed;
      try (Arena arena = Arena.ofConfined()) {
        memory("confined", closed = arena.allocate(2, 2));
      }
      memory("automatic", Arena.ofAuto().allocate(2, 2));
      try (Arena arena = Arena.ofShared()) {
        memory("shared", arena.allocate(2, 2));
      }
      refused("closed", closed);
      MemorySegment foreign =
          CompletableFuture.supplyAsync(() -> Arena.ofConfined().allocate(2)).join();
      refused("another thread's", foreign);
      send(MemorySegment.ofArray(new byte[] {5}).asReadOnly());
      byte[] one = new byte[1];
      say("read-only array", receive(MemorySegment.ofArray(one)), Arrays.toString(one));
      short[] shorts = new short[1];
      send(MemorySegment.ofArray(new short[] {6}));
      say("shorts", receive(MemorySegment.ofArray(shorts)), Arrays.toString(shorts));
    }

    private static long send(MemorySegment data) {
      return SysSocket.send(PAIR[0], data, 0);
    }

    private static long receive(MemorySegment data) {
      return SysSocket.recv(PAIR[1], data, 0);
    }

    private static void say(String what, long count, String data) {
      IO.println(what + ": " + count + " of " + data);
    }
  }
}
