package mortise.cli.watch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import mortise.cli.inspect.Conversation;
import mortise.cli.inspect.HistoryPart;

/** What the page of {@code --inspect} has of a conversation, as a pcapng file. */
public final class HistoryCapture {
  private HistoryCapture() {}

  /** The bytes of the file: the parts that are kept, at their times. */
  public static byte[] of(Conversation conversation) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (Capture capture = Capture.to(new InMemory(file))) {
      Initiator origin = conversation.isDialled() ? Initiator.DIALLED : Initiator.ACCEPTED;
      CapturedConversation packets =
          new CapturedConversation(capture, origin, conversation.number());
      var parts = conversation.parts();
      capture.at(parts.isEmpty() ? Instant.now() : parts.getFirst().time());
      packets.opened(
          conversation.local(),
          conversation.remote(),
          conversation.hasMessages(),
          conversation.tls());
      for (HistoryPart part : parts) {
        capture.at(part.time());
        packets.bytes(part.way(), part.bytes(), 0, part.bytes().length);
      }
      return file.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record InMemory(ByteArrayOutputStream out) implements Capture.Sink {
    @Override
    public void write(byte[] bytes, int offset, int count) {
      out.write(bytes, offset, count);
    }

    @Override
    public void close() {}
  }
}
