package mortise.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;

final class LogOutputTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final CountDownLatch read = new CountDownLatch(1);
  private final List<String> written = new CopyOnWriteArrayList<>();
  private volatile boolean broken;

  /** A reader that reads nothing until it is told to. */
  private void write(byte[] record) throws IOException {
    try {
      read.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    if (broken) {
      throw new IOException("the test's");
    }
    written.add(new String(record, StandardCharsets.UTF_8));
  }

  private LogOutput log(int room, Duration lastMoment) {
    return new LogOutput(this::write, dropped -> dropped + " dropped\n", room, lastMoment);
  }

  private static PrintStream stream(LogOutput log) {
    return new PrintStream(log, true, StandardCharsets.UTF_8);
  }

  @Test
  void readerThatStopsHoldsUpNobodyAndWhatIsDroppedIsCounted() {
    LogOutput log = log(1000, LONG);
    PrintStream stream = stream(log);
    int lines = 10_000;
    for (int i = 0; i < lines; i++) {
      stream.println("line " + i);
    }
    long dropped = log.dropped();
    assertThat(dropped).isPositive();
    read.countDown();
    log.close();
    int kept = (int) (lines - dropped);
    assertThat(written).hasSize(kept + 1).endsWith(dropped + " dropped\n");
    for (int i = 0; i < kept; i++) {
      assertThat(written.get(i)).isEqualTo("line " + i + "\n");
    }
  }

  @Test
  void countComesBeforeTheFirstRecordThatHasRoomAgain() throws Exception {
    LogOutput log = log(10, LONG);
    PrintStream stream = stream(log);
    stream.println("12345678");
    stream.println("dropped");
    read.countDown();
    Until.holds(() -> written.size() == 2);
    stream.println("last");
    log.close();
    assertThat(written).containsExactly("12345678\n", "1 dropped\n", "last\n");
  }

  @Test
  void recordsOfManyWritesStayWhole() {
    read.countDown();
    LogOutput log = log(1 << 20, LONG);
    PrintStream stream = stream(log);
    String longLine = "x".repeat(100_000);
    stream.println(longLine);
    stream.print("no line feed");
    stream.flush();
    log.close();
    assertThat(String.join("", written)).isEqualTo(longLine + "\nno line feed");
  }

  @Test
  void endOfTheProcessDoesNotWaitForAReaderThatStays() {
    LogOutput log = log(1000, Duration.ofMillis(20));
    PrintStream stream = stream(log);
    stream.println("one");
    log.close();
    stream.println("of a hook that runs later");
    assertThat(written).isEmpty();
    read.countDown();
  }

  @Test
  void failedWritesAreCountedAndTheNextIsTried() throws Exception {
    broken = true;
    read.countDown();
    LogOutput log = log(1000, LONG);
    PrintStream stream = stream(log);
    stream.println("lost");
    Until.holds(() -> log.dropped() == 1);
    broken = false;
    stream.println("here");
    log.close();
    assertThat(written).containsExactly("1 dropped\n", "here\n");
  }
}
