package mortise.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that was started and is ended, by its process id, when it is closed, when this JVM
 * ends, and by the kernel when this JVM is killed.
 */
final class Child implements AutoCloseable {
  private static final Set<Child> LIVE = ConcurrentHashMap.newKeySet();

  /** The kernel's parent-death signal comes when the thread ends that started the child. */
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("children").factory());

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVE.forEach(Child::close)));
  }

  private final Process process;
  private final BufferedReader output;
  private final Path errors;

  private Child(Process process, Path errors) {
    this.process = process;
    this.output = process.inputReader();
    this.errors = errors;
  }

  /** Starts a command on a CPU, or on any where that is negative. */
  static Child start(List<String> command, int cpu) throws IOException {
    List<String> whole = new ArrayList<>();
    if (Tools.find("setpriv") != null) {
      whole.addAll(List.of("setpriv", "--pdeathsig", "KILL"));
    }
    if (cpu >= 0) {
      whole.addAll(List.of("taskset", "-c", "" + cpu));
    }
    whole.addAll(command);
    Path errors = Files.createTempFile("bench", ".err");
    ProcessBuilder builder = new ProcessBuilder(whole).redirectError(errors.toFile());
    try {
      Process process = STARTER.submit(builder::start).get();
      Child child = new Child(process, errors);
      LIVE.add(child);
      return child;
    } catch (ExecutionException e) {
      Files.deleteIfExists(errors);
      throw new IOException("cannot start " + command.getFirst(), e.getCause());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Runs a command to its end and returns what it printed. */
  static String run(List<String> command, int cpu, int seconds) throws IOException {
    try (Child child = start(command, cpu)) {
      StringBuilder lines = new StringBuilder();
      CompletableFuture<Void> all =
          CompletableFuture.runAsync(
              () -> child.output.lines().forEach(l -> lines.append(l + "\n")));
      if (!child.await(Duration.ofSeconds(seconds))) {
        throw new IOException(command.getFirst() + " has not ended after " + seconds + " s");
      }
      all.join();
      if (child.process.exitValue() != 0) {
        throw child.failure("ended with " + child.process.exitValue());
      }
      return lines.toString();
    }
  }

  long pid() {
    return process.pid();
  }

  /** The next line of its output. */
  String readLine(int seconds) throws IOException {
    CompletableFuture<String> line = CompletableFuture.supplyAsync(this::next);
    try {
      String read = line.get(seconds, TimeUnit.SECONDS);
      if (read == null) {
        throw failure("has ended");
      }
      return read;
    } catch (TimeoutException e) {
      throw failure("says nothing for " + seconds + " s");
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException(e);
    }
  }

  private String next() {
    try {
      return output.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void writeLine(String line) throws IOException {
    process.outputWriter().write(line + "\n");
    process.outputWriter().flush();
  }

  /** Asks it to end as Ctrl-C does. */
  void interrupt() throws IOException {
    run(List.of("kill", "-INT", "" + pid()), -1, 10);
  }

  /** Has it ended after that time? */
  boolean await(Duration time) throws IOException {
    try {
      return process.waitFor(time);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** An exception with what the program had to say. */
  IOException failure(String what) throws IOException {
    await(Duration.ofSeconds(1));
    List<String> said = Files.readAllLines(errors);
    String why = said.isEmpty() ? "" : ": " + said.getFirst();
    String program = process.info().command().map(c -> Path.of(c).getFileName() + " ").orElse("");
    return new IOException(program + what + why);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      Files.deleteIfExists(errors);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.err.println(e);
    }
    LIVE.remove(this);
  }
}
