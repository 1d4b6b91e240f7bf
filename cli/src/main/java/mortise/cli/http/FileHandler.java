package mortise.cli.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import mortise.process.Directory;
import mortise.process.FileReference;
import mortise.process.FileStatus;
import mortise.process.FileType;
import mortise.server.Connection;
import mortise.server.Handler;

/**
 * The files of a directory by HTTP/1.1. What lies outside of it or begins with a dot is not there.
 *
 * <p>The directory is opened anew for each request, so that a switched link takes effect, and all
 * attributes in a response come from the opened file.
 */
public final class FileHandler implements Handler {
  /** A file of at most so many bytes goes out with its head, by one call and in one packet. */
  private static final int SMALL = 1 << 14;

  private static final byte[] INDEX = "index.html".getBytes(StandardCharsets.US_ASCII);

  private final Path root;
  private final BooleanSupplier isStopping;

  /** A handler for the files below a directory, or below what a link leads to. */
  public FileHandler(Path root) {
    this(root, () -> false);
  }

  /**
   * A handler for the files below a directory.
   *
   * @param isStopping whether each response ends its connection, so that a client sends the next
   *     request elsewhere and none meets the end of an idle connection
   */
  public FileHandler(Path root, BooleanSupplier isStopping) {
    this.root = root.toAbsolutePath();
    this.isStopping = isStopping;
  }

  @Override
  public void handle(Connection connection) throws IOException {
    boolean goesOn = true;
    while (goesOn && connection.awaitRequest()) {
      goesOn = serve(connection);
    }
  }

  /** Returns whether another request may follow. */
  private boolean serve(Connection connection) throws IOException {
    Request request;
    try {
      request = Request.read(connection);
    } catch (HttpError e) {
      refuse(connection, e.status, false, 1, true);
      return false;
    }
    if (request == null) {
      return false;
    }
    boolean goesOn = request.isPersistent() && !isStopping.getAsBoolean();
    try {
      new Exchange(connection, request, goesOn, Instant.now()).answer();
      return goesOn;
    } catch (HttpError e) {
      goesOn &= e.goesOn;
      refuse(connection, e.status, goesOn, request.minor(), request.wantsBody());
      return goesOn;
    }
  }

  private static void refuse(
      Connection connection, String status, boolean goesOn, int minor, boolean withBody)
      throws IOException {
    page(Response.of(status, Instant.now(), goesOn, minor), connection, status, withBody);
  }

  private static void page(Response head, Connection connection, String status, boolean withBody)
      throws IOException {
    byte[] text = (status + "\n").getBytes(StandardCharsets.US_ASCII);
    head.field("Content-Type", MediaType.TEXT).write(connection, text, withBody);
  }

  /** One request and its response. */
  private final class Exchange {
    private final Connection connection;
    private final Request request;
    private final boolean goesOn;
    private final Instant now;

    Exchange(Connection connection, Request request, boolean goesOn, Instant now) {
      this.connection = connection;
      this.request = request;
      this.goesOn = goesOn;
      this.now = now;
    }

    private Response status(String status) {
      return Response.of(status, now, goesOn, request.minor());
    }

    void answer() throws IOException, HttpError {
      if (request.method().equals("OPTIONS")) {
        if (!request.target().equals("*")) {
          RequestTarget.parse(request.target());
        }
        status("204 No Content").field("Allow", "GET, HEAD, OPTIONS").write(connection);
      } else if (!request.isRead()) {
        String status = "405 Method Not Allowed";
        page(status(status).field("Allow", "GET, HEAD, OPTIONS"), connection, status, true);
      } else {
        read(RequestTarget.parse(request.target()));
      }
    }

    private void read(RequestTarget target) throws IOException, HttpError {
      if (target.isHidden()) {
        throw notFound();
      }
      try (Directory directory = openRoot();
          FileReference found =
              find(directory, target.path()).orElseThrow(Exchange.this::notFound)) {
        switch (found.status().type()) {
          case DIRECTORY -> directory(directory, found, target);
          case FILE -> {
            if (target.slash()) {
              throw notFound();
            }
            file(found, target.names().getLast());
          }
          default -> throw notFound();
        }
      }
    }

    private HttpError notFound() {
      return HttpError.ofResource("404 Not Found");
    }

    /** What this host lacks at the moment, such as descriptors, is no fault of the request. */
    private Directory openRoot() throws HttpError {
      try {
        return Directory.open(root);
      } catch (NoSuchFileException | NotDirectoryException e) {
        throw notFound();
      } catch (AccessDeniedException e) {
        throw HttpError.ofResource("403 Forbidden");
      } catch (IOException e) {
        throw HttpError.ofResource("503 Service Unavailable");
      }
    }

    private Optional<FileReference> find(Directory directory, byte[] path) throws HttpError {
      try {
        return directory.find(path);
      } catch (AccessDeniedException e) {
        throw HttpError.ofResource("403 Forbidden");
      } catch (IOException e) {
        throw HttpError.ofResource("503 Service Unavailable");
      }
    }

    private void directory(Directory directory, FileReference found, RequestTarget target)
        throws IOException, HttpError {
      if (!target.slash()) {
        String status = "301 Moved Permanently";
        Response head = status(status).field("Location", target.location());
        page(head, connection, status, request.wantsBody());
        return;
      }
      try (FileReference index = find(directory, target.path(INDEX)).orElse(null)) {
        if (index != null && index.status().type() == FileType.FILE) {
          file(index, INDEX);
          return;
        }
      }
      listing(rows(directory, found, target), target);
    }

    private List<DirectoryListing.Row> rows(
        Directory directory, FileReference found, RequestTarget target) throws HttpError {
      List<DirectoryListing.Row> rows = new ArrayList<>();
      try (Directory listed = found.directory()) {
        for (byte[] name : listed.names()) {
          Optional<FileStatus> there =
              name[0] == '.' ? Optional.empty() : directory.status(target.path(name));
          there
              .filter(file -> file.type() == FileType.FILE || file.type() == FileType.DIRECTORY)
              .map(file ->
                  new DirectoryListing.Row(
                      name, file.type() == FileType.FILE, file.size(), file.modified()))
              .ifPresent(rows::add);
        }
        return rows;
      } catch (AccessDeniedException e) {
        throw HttpError.ofResource("403 Forbidden");
      } catch (IOException e) {
        throw HttpError.ofResource("503 Service Unavailable");
      }
    }

    private void listing(List<DirectoryListing.Row> rows, RequestTarget target)
        throws IOException, HttpError {
      byte[] page = DirectoryListing.page(target.toString(), target.names().isEmpty(), rows);
      EntityTag tag = new EntityTag(false, hash(page));
      if (isToBeSent(new Preconditions(tag, null, now))) {
        Response head = status("200 OK").field("ETag", tag).field("Content-Type", MediaType.HTML);
        head.write(connection, page, request.wantsBody());
      }
    }

    private static String hash(byte[] page) {
      try {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(page);
        return HexFormat.of().formatHex(Arrays.copyOf(hash, 12));
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every Java has SHA-256", e);
      }
    }

    /** Whether the conditions let the representation go; otherwise the response is written. */
    private boolean isToBeSent(Preconditions conditions) throws IOException, HttpError {
      return switch (conditions.evaluate(request.head())) {
        case PROCEED -> true;
        case FAILED -> throw HttpError.ofResource("412 Precondition Failed");
        case NOT_MODIFIED -> {
          Response head = status("304 Not Modified").field("ETag", conditions.tag());
          if (conditions.modified() != null) {
            head.field("Last-Modified", HttpDate.format(conditions.modified()));
          }
          head.write(connection);
          yield false;
        }
      };
    }

    private void file(FileReference file, byte[] name) throws IOException, HttpError {
      long size = file.status().size();
      Instant modified = file.status().modified().truncatedTo(ChronoUnit.SECONDS);
      EntityTag tag = EntityTag.of(file.status());
      Preconditions conditions = new Preconditions(tag, modified, now);
      if (!isToBeSent(conditions)) {
        return;
      }
      ByteRanges ranges = ranges(conditions, size);
      FileBody body = FileBody.of(file.path(), MediaType.of(name), size, ranges);
      Response head = status(body.status());
      head.field("ETag", tag).field("Last-Modified", HttpDate.format(modified));
      body.addFields(head);
      if (body.isUnsatisfiable()) {
        page(head, connection, body.status(), request.wantsBody());
        return;
      }
      if (request.wantsBody() && body.isWhole() && size <= SMALL) {
        writeSmall(file, head);
        return;
      }
      head.write(connection);
      if (request.wantsBody() && body.write(connection) < body.length()) {
        throw new EOFException("the file was truncated while it was sent");
      }
    }

    private void writeSmall(FileReference file, Response head) throws IOException {
      byte[] bytes = new byte[(int) file.status().size()];
      int count = file.read(bytes, 0, bytes.length);
      head.writeBefore(connection, bytes, count);
      if (count < bytes.length) {
        throw new EOFException("the file was truncated while it was sent");
      }
    }

    /** RFC 9110 section 14.2: a range is for GET alone. */
    private ByteRanges ranges(Preconditions conditions, long size) {
      List<String> values = request.head().values("Range");
      boolean counts =
          request.method().equals("GET")
              && values.size() == 1
              && conditions.permitRange(request.head());
      return counts ? ByteRanges.parse(values.getFirst(), size) : null;
    }
  }
}
