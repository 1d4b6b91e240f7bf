package mortise.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import mortise.net.Address;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.testing.ChildJvm;
import mortise.testing.Loopback;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JfrEventsTest {
  @Test
  void eachConnectionEmitsItsEvents(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("flight.jfr");
    Address peer;
    try (Recording recording = new Recording()) {
      recording.enable("mortise.Connection");
      recording.enable("mortise.RejectedConnection");
      recording.start();
      try (Server server =
          Server.of(Echo::lines)
              .named("recorded")
              .listen(Inet4.LOOPBACK)
              .limits(Limits.DEFAULT.connections(1))
              .open()) {
        try (Socket client = Loopback.TCP4.client(server.address())) {
          peer = client.localAddress();
          client.send("four\n".getBytes(UTF_8));
          client.recv(9);
          try (Socket refused = Loopback.TCP4.client(server.address())) {
            refused.recv(1);
          }
        }
        Until.holds(() -> server.statistics().closed(CloseReason.DONE) == 1);
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.hasField("server"))
            .filter(event -> event.getString("server").equals("recorded"))
            .toList();
    RecordedEvent life = only(events, "mortise.Connection");
    assertThat(life.getString("peer")).isEqualTo(peer.toString());
    assertThat(life.getString("closeReason")).isEqualTo("DONE");
    assertThat(life.getLong("received")).isEqualTo(5);
    assertThat(life.getLong("sent")).isEqualTo(5);
    assertThat(life.getDuration()).isPositive();
    assertThat(only(events, "mortise.RejectedConnection").getString("reason")).isEqualTo("FULL");
  }

  @Test
  void serverNeedsJavaBaseAlone() throws Exception {
    String output =
        new ChildJvm().with("--limit-modules", "java.base").run(BareServer.class).succeeded();
    assertThat(output).isEqualTo("served\nrecorder false\n");
  }

  private static RecordedEvent only(List<RecordedEvent> events, String type) {
    List<RecordedEvent> those =
        events.stream().filter(event -> event.getEventType().getName().equals(type)).toList();
    assertThat(those).hasSize(1);
    return those.getFirst();
  }
}
