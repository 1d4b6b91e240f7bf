package mortise.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.net.ByteText;
import mortise.net.Printable;
import mortise.process.ChildStream.File;
import mortise.process.ChildStream.Given;
import mortise.process.ChildStream.Inherit;
import mortise.process.ChildStream.Output;
import mortise.process.ChildStream.Piped;
import mortise.sys.Fcntl;
import mortise.sys.SignalH;
import mortise.sys.SpawnH;
import mortise.sys.SysErrno;
import mortise.sys.Unistd;
import mortise.sys.struct.PosixSpawnFileActions;
import mortise.sys.struct.PosixSpawnattr;
import org.jspecify.annotations.Nullable;

/** One start of a program: its C structs and its descriptors. */
final class Spawn {
  /** Sources are moved behind these, so that none is overwritten before it is used. */
  private static final int STANDARD = 3;

  private static final File MISSING = new File(Path.of("/dev/null"));

  /**
   * Signals that the JVM, or whoever started it, may ignore and a program does not expect to be.
   */
  private static final int[] ALWAYS = {SignalH.SIGPIPE, SignalH.SIGCHLD};

  /** The terminal's keys and its hang-up count, even if this process ignores them in background. */
  private static final int[] ON_A_TERMINAL = {
    SignalH.SIGPIPE,
    SignalH.SIGCHLD,
    SignalH.SIGHUP,
    SignalH.SIGINT,
    SignalH.SIGQUIT,
    SignalH.SIGTSTP,
    SignalH.SIGTTIN,
    SignalH.SIGTTOU
  };

  private static final Path OPEN = Path.of("/proc/self/fd");

  private final ChildConfig plan;
  private final @Nullable PlainDescriptor[] ends = new PlainDescriptor[STANDARD];

  /** Numbers that are closed here when the child has them. */
  private final List<Integer> passing = new ArrayList<>();

  Spawn(ChildConfig config) {
    this.plan = config;
  }

  private static final class Waitable {
    static {
      // With SIGCHLD ignored, the kernel keeps no exit status, wait(2). A parent that
      // ignores SIGCHLD leaves that to this process.
      long before = SignalH.signal(SignalH.SIGCHLD, SignalH.SIG_DFL);
      if (before > SignalH.SIG_IGN) {
        SignalH.signal(SignalH.SIGCHLD, before);
      }
    }

    static void ensure() {}
  }

  StartedChild.ParentEnds ends() {
    return new StartedChild.ParentEnds(ends[0], ends[1], ends[2]);
  }

  int start() throws IOException {
    checkDirectory();
    Waitable.ensure();
    boolean started = false;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actions = arena.allocate(PosixSpawnFileActions.LAYOUT);
      MemorySegment attributes = arena.allocate(PosixSpawnattr.LAYOUT);
      SpawnH.posix_spawn_file_actions_init(actions);
      SpawnH.posix_spawnattr_init(attributes);
      try {
        prepare(arena, actions);
        attributes(attributes);
        int pid = spawn(arena, actions, attributes);
        started = true;
        return pid;
      } finally {
        SpawnH.posix_spawn_file_actions_destroy(actions);
        SpawnH.posix_spawnattr_destroy(attributes);
      }
    } finally {
      passing.forEach(Unistd::close);
      if (!started) {
        for (PlainDescriptor end : ends) {
          if (end != null) {
            end.close();
          }
        }
      }
    }
  }

  private void checkDirectory() throws NotDirectoryException {
    if (plan.directory().isPresent() && !Files.isDirectory(plan.directory().get())) {
      throw new NotDirectoryException(plan.directory().get().toString());
    }
  }

  private void attributes(MemorySegment attributes) throws IOException {
    int flags = SpawnH.POSIX_SPAWN_SETSIGDEF | SpawnH.POSIX_SPAWN_SETSIGMASK;
    flags |=
        switch (plan.group()) {
          case SHARED -> 0;
          case OWN -> SpawnH.POSIX_SPAWN_SETPGROUP;
          case SESSION -> SpawnH.POSIX_SPAWN_SETSID;
        };
    done(SpawnH.posix_spawnattr_setsigmask(attributes));
    int[] signals = plan.group() == ProcessGroup.SESSION ? ON_A_TERMINAL : ALWAYS;
    done(SpawnH.posix_spawnattr_setsigdefault(attributes, signals));
    done(SpawnH.posix_spawnattr_setpgroup(attributes, 0));
    done(SpawnH.posix_spawnattr_setflags(attributes, flags));
  }

  private void prepare(Arena arena, MemorySegment actions) throws IOException {
    ChildConfig.Streams streams = plan.streams();
    List<ChildStream> each =
        List.of(
            present(streams.stdin(), 0),
            present(streams.stdout(), 1),
            present(streams.stderr(), 2));
    int[] sources = new int[STANDARD];
    for (int i = 0; i < STANDARD; i++) {
      sources[i] =
          switch (each.get(i)) {
            case Piped _ -> pipe(i);
            case Given given -> aboveStandard(given.number(), i);
            case Inherit _ -> i;
            case Output _ -> 1;
            case File _ -> -1;
          };
    }
    for (int i = 0; i < STANDARD; i++) {
      if (each.get(i) instanceof File file) {
        MemorySegment path = cString(arena, ByteText.bytes(file.path()));
        // To be read alone stands in the place of what is closed: a write fails as it would there.
        int access = file == MISSING ? Fcntl.O_RDONLY : Fcntl.O_RDWR;
        done(SpawnH.posix_spawn_file_actions_addopen(actions, i, path, access, 0));
      } else {
        done(SpawnH.posix_spawn_file_actions_adddup2(actions, sources[i], i));
      }
    }
    closeOthers(actions);
    if (plan.directory().isPresent()) {
      MemorySegment path = cString(arena, ByteText.bytes(plan.directory().get()));
      done(SpawnH.posix_spawn_file_actions_addchdir_np(actions, path));
    }
  }

  /** What a child inherits; nothing where this process was started without it. */
  private static ChildStream present(ChildStream stream, int number) throws IOException {
    boolean missing = stream instanceof Inherit && !StandardStreams.isInherited(number);
    return missing ? MISSING : stream;
  }

  /** The child's end of a pipe, the other one being kept. */
  private int pipe(int stream) throws IOException {
    int[] pipe = new int[2];
    DescriptorExceptions.check(Unistd.pipe2(pipe, Fcntl.O_CLOEXEC), "pipe2", "");
    int own = stream == 0 ? pipe[1] : pipe[0];
    int child = stream == 0 ? pipe[0] : pipe[1];
    int flags = Fcntl.fcntl(own, Fcntl.F_GETFL, 0);
    Fcntl.fcntl(own, Fcntl.F_SETFL, flags | Fcntl.O_NONBLOCK);
    ends[stream] = PlainDescriptor.own(own, FileType.PIPE);
    passing.add(child);
    return aboveStandard(child, stream);
  }

  private int aboveStandard(int number, int stream) throws IOException {
    if (number >= STANDARD || number == stream) {
      return number;
    }
    int copy = Fcntl.fcntl(number, Fcntl.F_DUPFD_CLOEXEC, STANDARD);
    passing.add(DescriptorExceptions.check(copy, "fcntl", "descriptor " + number));
    return copy;
  }

  private static void closeOthers(MemorySegment actions) throws IOException {
    int result = SpawnH.posix_spawn_file_actions_addclosefrom_np(actions, STANDARD);
    if (result != -SysErrno.ENOSYS) {
      done(result);
      return;
    }
    // Without that, those that are not closed on exec; closing one that is gone does no harm.
    try (var open = Files.newDirectoryStream(OPEN)) {
      for (Path entry : open) {
        int number = Integer.parseInt(entry.getFileName().toString());
        int flags = Fcntl.fcntl(number, Fcntl.F_GETFD, 0);
        if (number >= STANDARD && flags >= 0 && (flags & Fcntl.FD_CLOEXEC) == 0) {
          done(SpawnH.posix_spawn_file_actions_addclose(actions, number));
        }
      }
    }
  }

  private int spawn(Arena arena, MemorySegment actions, MemorySegment attributes)
      throws IOException {
    MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
    String program = plan.command().getFirst();
    List<byte[]> words = plan.command().stream().map(ByteText::encode).toList();
    int result =
        SpawnH.posix_spawnp(
            pid,
            cString(arena, words.getFirst()),
            actions,
            attributes,
            array(arena, words),
            array(arena, Environment.with(plan.environment())));
    DescriptorExceptions.check(result, "start", "'" + Printable.of(program) + "'");
    return pid.asByteBuffer().order(ByteOrder.nativeOrder()).getInt(0);
  }

  /** A C array of strings, with NULL at its end. */
  private static MemorySegment array(Arena arena, List<byte[]> strings) {
    MemorySegment array = arena.allocate(ValueLayout.ADDRESS, strings.size() + 1);
    ByteBuffer pointers = array.asByteBuffer().order(ByteOrder.nativeOrder());
    strings.forEach(string -> pointers.putLong(cString(arena, string).address()));
    return array;
  }

  private static MemorySegment cString(Arena arena, byte[] bytes) {
    MemorySegment string = arena.allocate(bytes.length + 1L);
    string.asByteBuffer().put(bytes);
    return string;
  }

  private static void done(int result) throws DescriptorException {
    DescriptorExceptions.check(result, "posix_spawn", "setup");
  }
}
