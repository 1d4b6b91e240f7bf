package mortise.cli.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mortise.cli.flow.DescriptorConnection;
import mortise.net.ByteText;
import mortise.net.CloseGuard;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.process.FileType;
import mortise.process.OpenMode;
import mortise.process.Pipe;
import mortise.process.PlainDescriptor;
import mortise.server.Acceptor;
import mortise.server.Connection;

/**
 * Addresses that are opened or were given: files, FIFOs, descriptors, standard input and output.
 */
final class FileEndpoint {
  private static final List<AddressOption> WAYS =
      List.of(
          AddressOption.READ,
          AddressOption.WRITE,
          AddressOption.APPEND,
          AddressOption.CREATE,
          AddressOption.UPDATE,
          AddressOption.BOTH);

  private FileEndpoint() {}

  /** {@code file:PATH}. */
  static RelayEndpoint file(AddressSpec spec, Role role) throws IOException {
    Path path = ByteText.path(spec.body());
    OpenMode access = access(spec, role);
    if (access == OpenMode.READ && Files.isDirectory(path)) {
      throw spec.wrong("'" + path + "' is a directory");
    }
    int mode = new OptionValues(spec).mode().orElse(0666);
    return () -> () -> opened(spec, path, access, mode);
  }

  private static RelaySide opened(AddressSpec spec, Path path, OpenMode access, int mode)
      throws IOException {
    boolean made = !Files.exists(path);
    PlainDescriptor file = PlainDescriptor.open(path, access, mode, Deadline.NEVER);
    try (CloseGuard guard = new CloseGuard(file)) {
      if (made) {
        setModeAndOwner(spec, path);
      }
      guard.release();
    }
    boolean reads = access == OpenMode.READ || access == OpenMode.READ_WRITE;
    boolean writes = access != OpenMode.READ;
    return RelaySide.of(
        new DescriptorConnection(reads ? file : null, writes ? file : null, path.toString()), spec);
  }

  /** Gives a file that was made its mode, whatever the umask is, and its owner. */
  private static void setModeAndOwner(AddressSpec spec, Path path) throws IOException {
    OptionValues values = new OptionValues(spec);
    if (values.mode().isPresent()) {
      FileModes.set(path, values.mode().get());
    }
    if (values.owner().isPresent()) {
      FileModes.own(path, values.owner().get());
    }
  }

  private static OpenMode access(AddressSpec spec, Role role) {
    List<AddressOption> asked = WAYS.stream().filter(spec::has).toList();
    if (asked.size() > 1) {
      throw spec.wrong(
          "options '" + asked.get(0).name + "' and '" + asked.get(1).name + "' exclude each other");
    }
    AddressOption way =
        asked.isEmpty()
            ? role.first() ? AddressOption.READ : AddressOption.WRITE
            : asked.getFirst();
    OpenMode access =
        switch (way) {
          case READ -> OpenMode.READ;
          case APPEND -> OpenMode.APPEND;
          case CREATE -> OpenMode.CREATE;
          case UPDATE -> OpenMode.WRITE;
          case BOTH -> OpenMode.READ_WRITE;
          default -> OpenMode.REPLACE;
        };
    boolean reads = access == OpenMode.READ || access == OpenMode.READ_WRITE;
    boolean useless = role.oneWay() && role.first() != reads && access != OpenMode.READ_WRITE;
    if (useless) {
      throw spec.wrong("option '" + way.name + "' conflicts with --one-way from the first address");
    }
    return access;
  }

  /** {@code pipe:PATH}, and {@code pipe} for one without a name. */
  static RelayEndpoint pipe(AddressSpec spec, Role role) throws IOException {
    if (spec.body().isEmpty()) {
      return () ->
          () -> {
            Pipe pipe = Pipe.open();
            return RelaySide.of(
                new DescriptorConnection(pipe.reader(), pipe.writer(), "pipe"), spec);
          };
    }
    Path path = ByteText.path(spec.body());
    OpenMode access = access(spec, role);
    OpenMode way =
        access == OpenMode.REPLACE || access == OpenMode.APPEND ? OpenMode.WRITE : access;
    if (!Files.exists(path)) {
      PlainDescriptor.makeFifo(path, new OptionValues(spec).mode().orElse(0666));
      setModeAndOwner(spec, path);
    }
    return () -> () -> opened(spec, path, way, 0);
  }

  /** {@code fd:NUMBER}. */
  static RelayEndpoint number(AddressSpec spec) throws IOException {
    if (!spec.body().matches("\\d{1,9}")) {
      throw spec.wrong("invalid descriptor number '" + spec.body() + "'");
    }
    int number = Integer.parseInt(spec.body());
    if (!PlainDescriptor.isInherited(number)) {
      throw spec.wrong("descriptor " + number + " is not open");
    }
    if (FileType.of(number) == FileType.SOCKET) {
      Socket socket = Socket.ofDescriptor(number);
      return ofSocket(spec, socket);
    }
    PlainDescriptor one = PlainDescriptor.of(number);
    boolean reads = one.isReadable();
    boolean writes = one.isWritable();
    Connection both =
        new DescriptorConnection(reads ? one : null, writes ? one : null, one.toString());
    return () -> () -> RelaySide.of(both, spec).withoutCloseDetection();
  }

  private static RelayEndpoint ofSocket(AddressSpec spec, Socket socket) throws IOException {
    boolean hasConnections =
        socket.type().equals(Type.STREAM) || socket.type().equals(Type.SEQPACKET);
    try {
      if (hasConnections && Acceptor.isListening(socket)) {
        return new ListenEndpoint(spec, socket);
      }
    } catch (IllegalArgumentException e) {
      throw spec.wrong(e.getMessage());
    }
    if (spec.has(AddressOption.FORK)) {
      throw spec.wrong("option 'fork' needs a listening descriptor");
    }
    return () -> () -> RelaySide.of(Connection.of(socket), spec);
  }

  /** {@code stdio}; where a socket is both of them, as inetd has it, that. */
  static RelayEndpoint standard(AddressSpec spec, Role role) throws IOException {
    boolean hasIn = PlainDescriptor.isInherited(0);
    boolean hasOut = PlainDescriptor.isInherited(1);
    if (hasIn && hasOut && FileType.of(0) == FileType.SOCKET && FileType.of(1) == FileType.SOCKET) {
      Optional<Socket> socket = Optional.of(Socket.ofDescriptor(0));
      return () -> () -> RelaySide.of(Connection.of(socket.get()), spec);
    }
    PlainDescriptor in = role.reads() ? standard(0, hasIn) : null;
    PlainDescriptor out = role.writes() ? standard(1, hasOut) : null;
    Connection both = new DescriptorConnection(in, out, "standard input and output");
    return () -> () -> RelaySide.of(both, spec).withoutCloseDetection();
  }

  private static PlainDescriptor standard(int number, boolean isThere) throws IOException {
    return isThere ? PlainDescriptor.of(number) : DescriptorConnection.nothing();
  }
}
