package mortise.cli.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import mortise.server.Connection;

/**
 * What is sent of a file: all of it, a part, or parts as multipart/byteranges, RFC 9110 section
 * 14.6.
 *
 * @param parts null for all of it; none where none can be sent
 * @param framing what stands in front of each of several parts, and behind the last; empty for one
 */
record FileBody(
    Path file,
    String type,
    long size,
    List<ByteRanges.Part> parts,
    List<byte[]> framing,
    String boundary) {

  static FileBody of(Path file, String type, long size, ByteRanges ranges) {
    if (ranges == null || ranges.parts().size() < 2) {
      return new FileBody(file, type, size, ranges == null ? null : ranges.parts(), List.of(), "");
    }
    String boundary = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    List<byte[]> framing = new ArrayList<>();
    for (ByteRanges.Part part : ranges.parts()) {
      framing.add(
          ascii(
              "\r\n--"
                  + boundary
                  + "\r\nContent-Type: "
                  + type
                  + "\r\nContent-Range: "
                  + part.contentRange(size)
                  + "\r\n\r\n"));
    }
    framing.add(ascii("\r\n--" + boundary + "--\r\n"));
    return new FileBody(file, type, size, ranges.parts(), framing, boundary);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  String status() {
    return isUnsatisfiable()
        ? "416 Range Not Satisfiable"
        : parts == null ? "200 OK" : "206 Partial Content";
  }

  boolean isUnsatisfiable() {
    return parts != null && parts.isEmpty();
  }

  boolean isWhole() {
    return parts == null;
  }

  private List<ByteRanges.Part> sent() {
    return parts == null ? List.of(new ByteRanges.Part(0, size)) : parts;
  }

  long length() {
    return framing.stream().mapToLong(text -> text.length).sum()
        + sent().stream().mapToLong(ByteRanges.Part::length).sum();
  }

  /**
   * Adds the header fields of the body; for a range that cannot be satisfied, the length of the
   * file.
   */
  void addFields(Response head) {
    if (isUnsatisfiable()) {
      head.field("Content-Range", "bytes */" + size);
      return;
    }
    if (parts == null) {
      head.field("Accept-Ranges", "bytes");
    } else if (parts.size() == 1) {
      head.field("Content-Range", parts.getFirst().contentRange(size));
    }
    head.field(
        "Content-Type", framing.isEmpty() ? type : "multipart/byteranges; boundary=" + boundary);
    head.field("Content-Length", length());
  }

  /** Writes it; returns how many bytes, fewer than its length where the file has become shorter. */
  long write(Connection connection) throws IOException {
    long written = 0;
    for (int i = 0; i < sent().size(); i++) {
      ByteRanges.Part part = sent().get(i);
      written += frame(connection, i);
      long count = connection.sendFile(file, part.first(), part.length());
      written += count;
      if (count < part.length()) {
        return written;
      }
    }
    return written + frame(connection, sent().size());
  }

  private int frame(Connection connection, int index) throws IOException {
    if (framing.isEmpty()) {
      return 0;
    }
    connection.write(framing.get(index));
    return framing.get(index).length;
  }
}
