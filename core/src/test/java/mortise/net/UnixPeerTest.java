package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UNIX sockets, unix(7), of each type and with each kind of name, against Python and socat. */
final class UnixPeerTest {
  /** Both ends of the peer's program: prints a name as Python has it, without the folder. */
  private static final String NAMES =
      """
      folder, kind = sys.argv[1], getattr(socket, sys.argv[2])
      def show(name):
          if isinstance(name, bytes):
              return 'autobound' if len(name) == 6 else repr(name[1:name.rindex(b' ')])
          return name.replace(folder, '') if name else 'unnamed'
      """;

  @TempDir Path folder;

  /** What a socket of ours is bound to; null for what is not bound at all. */
  private List<Unix> names(String side) {
    return List.of(
        Unix.of(folder.resolve(side + " grün")),
        // Stream and seqpacket sockets share the abstract names, and these tests run side by side.
        Unix.ofAbstract(side + "\0\u00fc " + folder.getFileName()),
        Unix.UNNAMED);
  }

  @NeedsLinux("UNIX seqpackets")
  @ParameterizedTest
  @ValueSource(strings = {"SOCK_STREAM", "SOCK_SEQPACKET"})
  void pythonConnectsToEveryName(String type) throws Exception {
    List<Socket> listeners = new ArrayList<>();
    List<String> arguments = new ArrayList<>(List.of(folder.toString(), type));
    try {
      for (Unix name : names("ours")) {
        Socket s = open(type);
        listeners.add(s);
        s.bind(name);
        s.listen(1);
        arguments.add(argument(s.localAddress()));
      }
      try (Program python =
          Python.start(
              NAMES
                  + """
                  for name in sys.argv[3:]:
                      s = socket.socket(socket.AF_UNIX, kind)
                      s.connect(b'\\0' + bytes.fromhex(name[1:]) if name[0] == '@' else name)
                      print(show(s.getpeername()), s.recv(512))
                      s.sendall(b'hihi')
                  """,
              arguments.toArray())) {
        for (Socket s : listeners) {
          try (Socket ss = s.accept().timeout(Duration.ofSeconds(60))) {
            assertThat(ss.localAddress()).isEqualTo(s.localAddress());
            assertThat(ss.peerAddress()).isEqualTo(Unix.UNNAMED);
            ss.send("byebye".getBytes());
            assertThat(ss.recv(512)).asString().isEqualTo("hihi");
          }
        }
        assertThat(python.end())
            .isEqualTo(
                Python.printed(
                    """
                    /ours grün b'byebye'
                    b'ours\\x00\\xc3\\xbc' b'byebye'
                    autobound b'byebye'
                    """));
      }
    } finally {
      listeners.forEach(Socket::close);
    }
  }

  @NeedsLinux("UNIX seqpackets")
  @ParameterizedTest
  @ValueSource(strings = {"SOCK_STREAM", "SOCK_SEQPACKET"})
  void pythonAcceptsFromEveryName(String type) throws Exception {
    Path theirs = folder.resolve("theirs");
    try (Program python =
        Python.start(
            NAMES
                + """
                s = socket.socket(socket.AF_UNIX, kind)
                s.bind(sys.argv[3])
                s.listen(4)
                print('ready')
                for i in range(4):
                    ss, address = s.accept()
                    print(show(address), ss.recv(512))
                    ss.sendall(b'byebye')
                """,
            folder,
            type,
            theirs)) {
      python.awaitOutput("ready\n");
      for (Unix name : names("ours")) {
        try (Socket s = open(type)) {
          s.bind(name);
          greet(s, Unix.of(theirs));
        }
      }
      try (Socket s = open(type)) {
        greet(s, Unix.of(theirs));
        assertThat(s.localAddress()).isEqualTo(Unix.UNNAMED);
      }
      assertThat(python.end())
          .isEqualTo(
              Python.printed(
                  """
                  ready
                  /ours grün b'hihi'
                  b'ours\\x00\\xc3\\xbc' b'hihi'
                  autobound b'hihi'
                  unnamed b'hihi'
                  """));
    }
  }

  private static void greet(Socket s, Unix theirs) throws Exception {
    s.connect(theirs);
    assertThat(s.peerAddress()).isEqualTo(theirs);
    s.send("hihi".getBytes());
    assertThat(s.recv(512)).asString().isEqualTo("byebye");
  }

  @NeedsLinux("UNIX datagrams")
  @Test
  void datagramsGoBothWaysBetweenAllNames() throws Exception {
    Path theirs = folder.resolve("theirs");
    try (Program python =
        Python.start(
            NAMES
                + """
                s = socket.socket(socket.AF_UNIX, kind)
                s.bind(sys.argv[3])
                print('ready')
                for i in range(4):
                    data, address = s.recvfrom(512)
                    print(show(address), data)
                    if address:
                        s.sendto(b'pong', address)
                """,
            folder,
            "SOCK_DGRAM",
            theirs)) {
      python.awaitOutput("ready\n");
      for (Unix name : names("ours")) {
        try (Socket s = open("SOCK_DGRAM")) {
          s.bind(name);
          s.sendTo("ping".getBytes(), Unix.of(theirs));
          assertThat(s.recvFrom(512)).isEqualTo(new Datagram("pong".getBytes(), Unix.of(theirs)));
        }
      }
      try (Socket s = open("SOCK_DGRAM")) {
        s.sendTo("ping".getBytes(), Unix.of(theirs));
      }
      assertThat(python.end())
          .isEqualTo(
              Python.printed(
                  """
                  ready
                  /ours grün b'ping'
                  b'ours\\x00\\xc3\\xbc' b'ping'
                  autobound b'ping'
                  unnamed b'ping'
                  """));
    }
  }

  /** SOCK_SEQPACKET is a connection that keeps the bounds of messages, and says when it ends. */
  @NeedsLinux("UNIX seqpackets")
  @Test
  void packetsKeepTheirBounds() throws Exception {
    try (Socket s = open("SOCK_SEQPACKET")) {
      s.bind(Unix.UNNAMED);
      s.listen(1);
      try (Program python =
              Python.start(
                  """
                  s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                  s.connect(b'\\0' + bytes.fromhex(sys.argv[1][1:]))
                  for part in b'one', b'three', b'seven..':
                      s.send(part)
                  print(s.recv(2), s.recv(512))
                  """,
                  argument(s.localAddress()));
          Socket ss = s.accept().timeout(Duration.ofSeconds(60))) {
        assertThat(ss.recv(512)).asString().isEqualTo("one");
        assertThat(ss.recv(3)).as("the rest is lost").asString().isEqualTo("thr");
        assertThat(ss.recv(512)).asString().isEqualTo("seven..");
        ss.send("four".getBytes());
        ss.send("five".getBytes());
        assertThat(python.end()).isEqualTo(Python.printed("b'fo' b'five'\n"));
        assertThat(ss.recv(512)).isEmpty();
      }
    }
  }

  @NeedsLinux("abstract and automatic UNIX names")
  @Test
  void socatConnectsToAnAbstractName() throws Exception {
    String name = "mortise-" + ProcessHandle.current().pid() + "-socat";
    try (Socket s = open("SOCK_STREAM")) {
      s.bind(Unix.ofAbstract(name));
      s.listen(1);
      try (Program socat = Program.start("socat", "-", "ABSTRACT-CONNECT:" + name);
          Socket ss = s.accept().timeout(Duration.ofSeconds(60))) {
        socat.say("question\n");
        assertThat(ss.recv(512)).asString().isEqualTo("question\n");
        ss.send("answer\n".getBytes());
        socat.awaitOutput("answer\n").endInput();
        assertThat(ss.recv(512)).isEmpty();
      }
    }
  }

  private static Socket open(String type) throws Exception {
    Type number =
        switch (type) {
          case "SOCK_STREAM" -> Type.STREAM;
          case "SOCK_DGRAM" -> Type.DGRAM;
          default -> Type.SEQPACKET;
        };
    assertThat(number).hasToString(type);
    return Socket.open(Family.UNIX, number).timeout(Duration.ofSeconds(60));
  }

  /** A path as it is; an abstract name, which an argument cannot carry, in hexadecimal. */
  private static String argument(Address address) {
    Unix unix = (Unix) address;
    return unix.isAbstract()
        ? "@" + HexFormat.of().formatHex(unix.bytes())
        : unix.path().toString();
  }
}
