package mortise.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mortise.net.Printable;
import mortise.process.ChildStream.Given;
import mortise.process.ChildStream.Inherit;
import mortise.process.ChildStream.Output;
import mortise.process.ChildStream.Piped;
import mortise.sys.Fcntl;
import mortise.sys.SignalH;
import mortise.sys.SysErrno;
import mortise.sys.Unistd;
import org.jspecify.annotations.Nullable;

/**
 * A child by {@link ProcessBuilder}, for systems without a binding of their own. Its streams are
 * copied by threads from and to the pipes or descriptors of this process.
 */
final class JdkChild implements StartedChild {
  private static final Path NULL_DEVICE = Path.of("/dev/null");

  /** What ProcessBuilder says of UNIX's errno and of Windows' error; small ones are the same. */
  private static final Pattern ERROR = Pattern.compile("error(?:=|: )(\\d+)");

  private static final int WINDOWS_ACCESS_DENIED = 5;
  private static final int STANDARD = 3;

  private final Process process;
  private final boolean alone;
  private final @Nullable PlainDescriptor[] ends = new PlainDescriptor[STANDARD];
  private final CompletableFuture<ExitStatus> status = new CompletableFuture<>();

  private JdkChild(Process process, ChildConfig config) {
    this.process = process;
    this.alone = config.group() == ProcessGroup.SHARED;
  }

  static JdkChild start(ChildConfig config) throws IOException {
    ChildConfig.Streams streams = config.streams();
    ProcessBuilder builder = new ProcessBuilder(config.command());
    builder.redirectInput(redirect(streams.stdin(), true));
    builder.redirectOutput(redirect(streams.stdout(), false));
    if (streams.stderr() instanceof Output) {
      builder.redirectErrorStream(true);
    } else {
      builder.redirectError(redirect(streams.stderr(), false));
    }
    if (config.directory().isPresent()) {
      Path directory = config.directory().get();
      if (!Files.isDirectory(directory)) {
        throw new NotDirectoryException(directory.toString());
      }
      builder.directory(directory.toFile());
    }
    Environment.prepare(builder.environment());
    builder.environment().putAll(config.environment());
    JdkChild child = new JdkChild(started(builder, config), config);
    try {
      child.connect(streams);
    } catch (IOException | RuntimeException e) {
      child.signal(SignalH.SIGKILL);
      throw e;
    }
    return child;
  }

  private static Redirect redirect(ChildStream stream, boolean input) throws IOException {
    return switch (stream) {
      case Inherit _ -> Redirect.INHERIT;
      case Piped _, Given _ -> Redirect.PIPE;
      case ChildStream.File file when file.path().equals(NULL_DEVICE) ->
          input ? Redirect.from(nullDevice()) : Redirect.DISCARD;
      case ChildStream.File file ->
          throw new IOException(
              "posix_spawn: a child's stream that is the file "
                  + Printable.of(file.path().toString())
                  + " needs Linux, and this is the portable layer over NIO");
      case Output _ -> throw new AssertionError("only errors go where the output goes");
    };
  }

  /** The file that {@link Redirect#DISCARD} writes to. */
  private static File nullDevice() {
    return Redirect.DISCARD.file();
  }

  private static Process started(ProcessBuilder builder, ChildConfig config) throws IOException {
    try {
      return builder.start();
    } catch (IOException e) {
      Matcher error = ERROR.matcher(String.valueOf(e.getMessage()));
      if (!error.find()) {
        throw e;
      }
      int number = Integer.parseInt(error.group(1));
      boolean windows = File.separatorChar != '/';
      int errno = windows && number == WINDOWS_ACCESS_DENIED ? SysErrno.EACCES : number;
      String program = Printable.of(config.command().getFirst());
      IOException failure = DescriptorExceptions.of(-errno, "start", "'" + program + "'", 0);
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private void connect(ChildConfig.Streams streams) throws IOException {
    List<PlainDescriptor> sources = new ArrayList<>();
    try {
      List<Thread> copies = new ArrayList<>();
      PlainDescriptor input = here(streams.stdin(), 0);
      if (input != null) {
        sources.add(input);
        copies.add(StreamCopy.toProcess(input, process.getOutputStream()));
      }
      PlainDescriptor output = here(streams.stdout(), 1);
      if (output != null) {
        copies.add(StreamCopy.fromProcess(process.getInputStream(), output));
      }
      PlainDescriptor errors = here(streams.stderr(), 2);
      if (errors != null) {
        copies.add(StreamCopy.fromProcess(process.getErrorStream(), errors));
      }
      copies.forEach(Thread::start);
    } finally {
      process
          .onExit()
          .whenComplete((ended, _) -> {
            // Nothing is read for a child that has ended; what it wrote is copied to its end.
            sources.forEach(PlainDescriptor::close);
            status.complete(new ExitStatus(ended.exitValue(), 0));
          });
    }
  }

  /** What a thread copies from or to for a stream of the child, or null. */
  private @Nullable PlainDescriptor here(ChildStream stream, int number) throws IOException {
    if (stream instanceof Given given) {
      int copy = Fcntl.fcntl(given.number(), Fcntl.F_DUPFD_CLOEXEC, STANDARD);
      DescriptorExceptions.check(copy, "fcntl", "descriptor " + given.number());
      return PlainDescriptor.own(copy, FileType.of(copy));
    }
    if (!(stream instanceof Piped)) {
      return null;
    }
    int[] pipe = new int[2];
    DescriptorExceptions.check(Unistd.pipe2(pipe, Fcntl.O_CLOEXEC), "pipe2", "");
    ends[number] = PlainDescriptor.own(number == 0 ? pipe[1] : pipe[0], FileType.PIPE);
    return PlainDescriptor.own(number == 0 ? pipe[0] : pipe[1], FileType.PIPE);
  }

  @Override
  public int pid() {
    return (int) process.pid();
  }

  @Override
  public ParentEnds ends() {
    return new ParentEnds(ends[0], ends[1], ends[2]);
  }

  @Override
  public CompletableFuture<ExitStatus> status() {
    return status;
  }

  @Override
  public boolean signal(int number) {
    // The child first: a shell whose program ends before it would go on.
    List<ProcessHandle> all = new ArrayList<>(List.of(process.toHandle()));
    if (!alone) {
      try (Stream<ProcessHandle> descendants = process.descendants()) {
        descendants.forEach(all::add);
      }
    }
    all.removeIf(each -> !each.isAlive());
    for (ProcessHandle each : all) {
      switch (number) {
        case SignalH.SIGTERM -> each.destroy();
        case SignalH.SIGKILL -> each.destroyForcibly();
        default -> {}
      }
    }
    boolean known = number == 0 || number == SignalH.SIGTERM || number == SignalH.SIGKILL;
    return known && !all.isEmpty();
  }
}
