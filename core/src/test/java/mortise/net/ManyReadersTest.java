package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mortise.testing.ChildJvm;
import mortise.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class ManyReadersTest {
  private static final String EVENT = "jdk.VirtualThreadPinned";

  private static final String[] ONE_CARRIER = {
    "-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1"
  };

  @Test
  void thousandsWaitWhileOthersRun() throws Exception {
    assertThat(ManyReaders.run(1000)).isEqualTo(1000);
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void thousandsWaitOnOneCarrierAndNonePinsIt(@TempDir Path folder) throws Exception {
    Path recording = folder.resolve("pinned.jfr");
    String output =
        new ChildJvm()
            .with(ONE_CARRIER)
            .with("-Xlog:jfr*=off", "-Xlog:jfr+startup=off")
            .with("-XX:StartFlightRecording:filename=" + recording + "," + EVENT + "#threshold=0ms")
            .run(ManyReaders.class, "2000")
            .succeeded();
    assertThat(output).contains("2000 readers woken");
    assertThat(pinned(recording)).isEmpty();
  }

  /**
   * What the recording holds of jdk.VirtualThreadPinned, with the stacks. The JVM keeps a carrier
   * while a class is loaded for the first time, which is not for us to change.
   */
  private static List<String> pinned(Path recording) throws IOException, InterruptedException {
    Path jfr = Path.of(System.getProperty("java.home"), "bin", "jfr");
    String[] command = {
      Files.isExecutable(jfr) ? jfr.toString() : Needs.program("jfr").toString(),
      "print",
      "--stack-depth",
      "64",
      "--events",
      EVENT,
      recording.toString()
    };
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(printed).isZero();
    return Stream.of(printed.split("(?m)^" + EVENT))
        .filter(event -> !event.isBlank() && !event.contains("java.lang.ClassLoader.loadClass"))
        .toList();
  }
}
