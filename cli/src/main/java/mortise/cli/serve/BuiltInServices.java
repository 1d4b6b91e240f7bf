package mortise.cli.serve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import mortise.cli.http.FileHandler;
import mortise.net.Inet;
import mortise.process.ChildConfig;
import mortise.server.Connection;
import mortise.server.DatagramRequest;
import mortise.server.DatagramServer.DatagramHandler;
import mortise.server.Handler;

/** What is served to a connection, or to a datagram. */
public final class BuiltInServices {
  private static final DateTimeFormatter DAYTIME =
      DateTimeFormatter.ofPattern("EEEE, MMMM d, uuuu HH:mm:ss-'UTC'", Locale.ENGLISH);

  /** Ports whose services answer whatever they get, so that two of them would never end. */
  private static final List<Integer> ANSWERERS = List.of(7, 13, 17, 19, 37);

  private BuiltInServices() {}

  /**
   * Sends back what comes, RFC 862.
   *
   * @param untilEnd whether a stop waits for the client's end, up to the drain's deadline;
   *     otherwise it ends connections between two reads
   */
  public static Handler echo(boolean untilEnd) {
    return connection -> {
      while (awaitData(connection, untilEnd)) {
        if (connection.read((bytes, count) -> connection.write(bytes, 0, count)) < 0) {
          return;
        }
      }
    };
  }

  /**
   * Throws away what comes, RFC 863.
   *
   * @param untilEnd as of {@link #echo}
   */
  public static Handler discard(boolean untilEnd) {
    return connection -> {
      while (awaitData(connection, untilEnd)) {
        if (connection.read((_, _) -> {}) < 0) {
          return;
        }
      }
    };
  }

  /** False during a stop that ends connections between two reads. */
  private static boolean awaitData(Connection connection, boolean untilEnd) throws IOException {
    if (!untilEnd) {
      return connection.awaitRequest();
    }
    connection.awaitReadable();
    return true;
  }

  /**
   * Sends characters for as long as they are taken, RFC 864.
   *
   * @param isStopping whether it is time to end
   */
  public static Handler characters(BooleanSupplier isStopping) {
    return connection -> {
      byte[] period = Generator.period();
      while (!isStopping.getAsBoolean()) {
        connection.write(period);
      }
    };
  }

  /** Sends the time in UTC, RFC 867. */
  public static Handler daytime() {
    return connection ->
        connection.write(DAYTIME.format(ZonedDateTime.now(ZoneOffset.UTC)) + "\r\n");
  }

  /**
   * Sends a file, as it is when the connection comes.
   *
   * @throws IOException when it cannot be read now
   */
  public static Handler file(Path file) throws IOException {
    readable(file, Files.isDirectory(file));
    return connection -> send(connection, file);
  }

  private static void send(Connection connection, Path file) throws IOException {
    if (Files.isRegularFile(file)) {
      connection.sendFile(file, 0, Long.MAX_VALUE);
    } else {
      try (InputStream in = Files.newInputStream(file)) {
        in.transferTo(connection.outputStream());
      }
    }
    connection.closeWrite();
  }

  /**
   * The files of a folder by HTTP, to be read.
   *
   * @param isStopping whether responses announce the end of their connection
   * @throws IOException when there is no such folder
   */
  public static Handler files(Path folder, BooleanSupplier isStopping) throws IOException {
    readable(folder, !Files.isDirectory(folder));
    return new FileHandler(folder, isStopping);
  }

  private static void readable(Path file, boolean isWrongKind) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file + ": no such file or directory");
    }
    if (isWrongKind) {
      throw new IllegalArgumentException(
          file
              + (Files.isDirectory(file)
                  ? " is a directory: use serve files"
                  : " is not a directory: use serve file"));
    }
    if (!Files.isReadable(file)) {
      throw new AccessDeniedException(file + ": not readable");
    }
  }

  /** A command of the shell for each connection, which is its standard input and output. */
  public static Handler command(String line) {
    return new CommandService(ChildConfig.ofShell(line));
  }

  /** Sends datagrams back. */
  public static DatagramHandler echoPacket() {
    return packet -> reply(packet, packet.bytes());
  }

  /** Throws datagrams away. */
  public static DatagramHandler discardPacket() {
    return _ -> {};
  }

  /** Answers with as many characters as came, and never more. */
  public static DatagramHandler charactersPacket() {
    return packet -> reply(packet, Generator.bytes(packet.bytes().length));
  }

  /** The sender may be forged: an answer to another service would come back for ever. */
  private static void reply(DatagramRequest packet, byte[] answer) throws IOException {
    boolean loops =
        packet.sender() instanceof Inet sender
            && (ANSWERERS.contains(sender.port())
                || packet.destination() instanceof Inet here && here.port() == sender.port());
    if (!loops) {
      packet.reply(answer);
    }
  }
}
