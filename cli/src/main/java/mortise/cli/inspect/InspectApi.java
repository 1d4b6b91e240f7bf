package mortise.cli.inspect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import mortise.cli.flow.Direction;
import mortise.cli.page.PageException;
import mortise.cli.page.PageRequest;
import mortise.cli.shell.Json;

/** What the page asks for. */
final class InspectApi {
  /** How many bytes of a conversation go in one answer. */
  private static final int MOST = 1 << 18;

  private final Inspector inspector;
  private final PageFrames frames;

  InspectApi(Inspector inspector) {
    this.inspector = inspector;
    this.frames = new PageFrames(inspector);
    inspector.sampler().add(frames);
  }

  boolean handle(PageRequest request) throws IOException {
    return request.isPost() ? act(request) : show(request);
  }

  private boolean show(PageRequest request) throws IOException {
    switch (request.path()) {
      case "events" -> events(request);
      case "parts" -> request.json(parts(conversation(request), request.number("after", 0)));
      case "samples" -> request.json(samples(request).json());
      case "conversation.pcapng" -> {
        Conversation c = conversation(request);
        byte[] file = inspector.exporter().pcapng(c);
        request.download("conversation-" + c.number() + ".pcapng", "application/x-pcapng", file);
      }
      case "conversation.json" -> {
        Conversation c = conversation(request);
        download(request, "conversation-" + c.number() + ".json", whole(c));
      }
      case "conversations.json" -> download(request, "conversations.json", all());
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void download(PageRequest request, String name, Json json) throws IOException {
    request.download(name, "application/json", (json + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private boolean act(PageRequest request) throws IOException {
    switch (request.path()) {
      case "pause" -> {
        Conversation c = conversation(request);
        c.gate(way(request)).pause(request.number("on", 1) != 0);
        c.wake();
      }
      case "limit" -> {
        Conversation c = conversation(request);
        c.gate(way(request)).limit(request.number("rate", 0));
        c.wake();
      }
      case "close" -> conversation(request).end();
      case "forget" -> inspector.forgetClosed();
      case "replay" -> {
        request.json(new Json().put("bytes", replay(request)));
        return true;
      }
      default -> {
        return false;
      }
    }
    request.json(new Json().put("done", true));
    return true;
  }

  private long replay(PageRequest request) throws IOException {
    Conversation c = conversation(request);
    try {
      return new Replay(inspector, c, way(request)).run(request.text("to"));
    } catch (PageException e) {
      throw e;
    } catch (IOException e) {
      throw new PageException(502, String.valueOf(e.getMessage()));
    }
  }

  private Conversation conversation(PageRequest request) throws PageException {
    Conversation c = inspector.conversation(request.number("n", 0));
    if (c == null) {
      throw new PageException(404, "no such conversation: it may have been forgotten");
    }
    return c;
  }

  private static Direction way(PageRequest request) throws PageException {
    return switch (request.text("way")) {
      case "s" -> Direction.SENT;
      case "r" -> Direction.RECEIVED;
      default -> throw new PageException(400, "way: expected s or r");
    };
  }

  private Samples samples(PageRequest request) throws PageException {
    boolean all = request.number("n", 0) == 0;
    return all ? inspector.sampler().total() : conversation(request).samples();
  }

  private void events(PageRequest request) throws IOException {
    Viewers viewers = inspector.viewers();
    viewers.pageOpened();
    try {
      PageRequest.EventStream stream = request.events();
      long seen = frames.last();
      stream.send("all", frames.whole());
      while (!viewers.isClosed()) {
        PageFrames.Frame frame = frames.after(seen);
        if (frame == null) {
          stream.ping();
        } else if (frame.number() == seen + 1) {
          stream.send("some", frame.json());
          seen = frame.number();
        } else {
          seen = frames.last();
          stream.send("all", frames.whole());
        }
      }
    } catch (InterruptedException _) {
      // The program ends.
    } finally {
      viewers.pageClosed();
    }
  }

  private static CharSequence parts(Conversation c, long after) {
    StringBuilder text = new StringBuilder();
    StringBuilder list = new StringBuilder("[");
    int size = 0;
    boolean more = false;
    for (HistoryPart part : c.history().after(after)) {
      if (size > MOST) {
        more = true;
        break;
      }
      size += part.bytes().length;
      list.append(list.length() == 1 ? "[" : ",[").append(part.number()).append(',');
      list.append(part.time().toEpochMilli()).append(',').append(part.way().ordinal());
      list.append(',').append(part.offset()).append(",\"");
      list.append(Base64.getEncoder().encodeToString(part.bytes())).append("\"]");
    }
    JsonText json = new JsonText(text).raw("parts", list.append(']')).some("more", more);
    json.put("ds", c.history().dropped(Direction.SENT));
    json.put("dr", c.history().dropped(Direction.RECEIVED));
    json.end();
    return text;
  }

  private Json all() {
    List<Json> list = new ArrayList<>();
    inspector.conversations().forEach(c -> list.add(facts(c)));
    Json counts = new Json();
    inspector.counts().forEach(counts::put);
    return new Json().put("counters", counts).put("conversations", list);
  }

  private static Json facts(Conversation c) {
    Json json =
        new Json()
            .put("conversation", c.number())
            .put("peer", c.remote())
            .put("local", c.local())
            .put("other", some(c.note()))
            .put("process", some(c.process()))
            .put("began", Instant.ofEpochMilli(c.beganAt()))
            .put("ended", c.closedAt() == 0 ? null : Instant.ofEpochMilli(c.closedAt()))
            .put("sent", c.moved(Direction.SENT))
            .put("received", c.moved(Direction.RECEIVED))
            .put("error", c.failure());
    c.tls().ifPresent(tls -> json.put("tls", tls.protocol()).put("cipher", tls.cipherSuite()));
    if (c.tcp() != null) {
      json.put("rttMicros", Row.rtt(c)).put("retransmits", c.tcp().totalRetransmits());
    }
    return json;
  }

  private static String some(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Json whole(Conversation c) {
    List<Json> parts = new ArrayList<>();
    for (HistoryPart part : c.parts()) {
      parts.add(
          new Json()
              .put("time", part.time())
              .put("way", part.way() == Direction.SENT ? "sent" : "received")
              .put("offset", part.offset())
              .put("base64", Base64.getEncoder().encodeToString(part.bytes())));
    }
    return facts(c)
        .put("droppedSent", c.history().dropped(Direction.SENT))
        .put("droppedReceived", c.history().dropped(Direction.RECEIVED))
        .put("parts", parts);
  }
}
