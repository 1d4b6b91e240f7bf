package mortise.cli.learn;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mortise.net.Datagram;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Option;
import mortise.net.PeerCredentials;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;

/** The lessons: the tutorial's server and client, and the exercises. */
final class Lessons {
  private static final String SERVER = "server";
  private static final String CLIENT = "client";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private Lessons() {}

  static List<Lesson> all() {
    return List.of(tcp(), leftovers(), backlog(), second(), reset(), udp(), unix());
  }

  private static Step open(String side, String number, String name) {
    return side.equals(SERVER) ? openServer(number, name) : openClient(number, name);
  }

  /** As the tutorial does, so that neither finds the port taken by the other's last run. */
  private static Step openServer(String number, String name) {
    return new Step(
        "open-" + name,
        SERVER,
        number,
        "var " + name + " = Socket.open().option(Option.SO_REUSEADDR, true);",
        name + " = socket.socket(); " + name + ".setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)",
        new Text(
            "Creates the server's socket: IPv4, a stream, so TCP. It has no address yet. The option"
                + " allows a restart while connections of the last run linger in TIME_WAIT.",
            "创建服务器的套接字：IPv4、字节流，即 TCP。它还没有地址。设置这个选项后，即使上次运行的连接仍处于" + " TIME_WAIT 状态，服务器也能重新启动。"),
        stage -> stage.put(name, Socket.open().option(Option.SO_REUSEADDR, true)));
  }

  private static Step openClient(String number, String name) {
    return new Step(
        "open-" + name,
        CLIENT,
        number,
        "var " + name + " = Socket.open(Family.INET, Type.STREAM);",
        name + " = socket.socket(AF_INET, SOCK_STREAM)",
        new Text(
            "Creates the client's socket: IPv4, a stream, so TCP. It has no address yet.",
            "创建客户端的套接字：IPv4、字节流，即 TCP。它还没有地址。"),
        stage -> stage.put(name, Socket.open(Family.INET, Type.STREAM)));
  }

  private static Step bind() {
    return new Step(
        "bind",
        SERVER,
        "2",
        "s.bind(\"127.0.0.1\", {port});",
        "s.bind(('127.0.0.1', {port}))",
        new Text(
            "Assigns the local address: loopback, and a port that clients know.",
            "绑定本地地址：环回地址，以及客户端已知的端口。"),
        stage -> {
          stage.bind(stage.socket("s"));
          return "";
        });
  }

  private static Step listen(int backlog) {
    return new Step(
        "listen",
        SERVER,
        "3",
        "s.listen(" + backlog + ");",
        "s.listen(" + backlog + ")",
        new Text(
            "From now on the kernel completes connections by itself, and queues them for accept.",
            "从现在起，内核自行完成连接的建立，并把连接放入队列，等待 accept。"),
        stage -> {
          stage.listen("s", backlog);
          return "";
        });
  }

  private static Step connect(String name, String number, Text told) {
    return new Step(
        "connect-" + name,
        CLIENT,
        number,
        name + ".connect(\"127.0.0.1\", {port});",
        name + ".connect(('127.0.0.1', {port}))",
        told,
        stage -> {
          stage
              .socket(name)
              .connect(Inet4.LOOPBACK.withPort(stage.port()), Deadline.after(PATIENCE));
          return "";
        });
  }

  private static Step accept(String name, Text told) {
    return new Step(
        "accept-" + name,
        SERVER,
        "4",
        "var " + name + " = s.accept();",
        name + ", address = s.accept()",
        told,
        stage -> stage.put(name, stage.socket("s").accept()));
  }

  private static Step send(
      String id, String side, String number, String name, String text, Text told) {
    return new Step(
        id,
        side,
        number,
        name + ".send(\"" + text + "\".getBytes());",
        name + ".send(b'" + text + "')",
        told,
        stage -> "" + stage.socket(name).send(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Step recv(
      String id, String side, String number, String name, int most, Text told) {
    return new Step(
        id,
        side,
        number,
        name + ".recv(" + most + ")",
        name + ".recv(" + most + ")",
        told,
        stage -> Stage.quoted(stage.socket(name).recv(most)));
  }

  private static Step close(String side, String number, String name, Text told) {
    return new Step(
        "close-" + name,
        side,
        number,
        name + ".close();",
        name + ".close()",
        told,
        stage -> {
          stage.socket(name).close();
          return "";
        });
  }

  private static Text accepted() {
    return new Text(
        "Takes the connection out of the queue: a new socket for this client. Waits if there is none.",
        "从队列中取出连接，得到与该客户端相连的新套接字；没有连接时一直等待。");
  }

  private static Text connected() {
    return new Text(
        "The handshake is done when this returns, whether the server has called accept or not.",
        "返回时握手已经完成，无论服务器是否调用了 accept。");
  }

  private static Lesson tcp() {
    return new Lesson(
        "tcp",
        Lesson.Kind.TCP,
        new Text("A server in six steps, a client in four", "服务器的六个步骤，客户端的四个步骤"),
        new Text(
            "Run the steps in their order, or in another one, and watch what the kernel has of the"
                + " sockets. accept before connect waits, and ends when a client comes.",
            "按顺序或任意次序运行各个步骤，观察内核中的套接字。在 connect 之前运行 accept 会一直等待，直到有客户端连接。"),
        List.of(
            open(SERVER, "1", "s"),
            bind(),
            listen(5),
            open(CLIENT, "1", "c"),
            connect("c", "2", connected()),
            accept("ss", accepted()),
            send(
                "send-ss",
                SERVER,
                "5",
                "ss",
                "byebye",
                new Text(
                    "The kernel takes six bytes; they are in the client's receive buffer at once.",
                    "内核收下六个字节，它们随即到达客户端的接收缓冲区。")),
            recv(
                "recv-c",
                CLIENT,
                "3",
                "c",
                512,
                new Text(
                    "Takes at most 512 of the bytes that have arrived, and waits for the first.",
                    "从已到达的数据中最多取出 512 个字节；没有数据时等待。")),
            send("send-c", CLIENT, "3", "c", "hihi", new Text("The client's answer.", "客户端的回应。")),
            recv(
                "recv-ss", SERVER, "5", "ss", 512, new Text("The server receives it.", "服务器收到回应。")),
            close(
                CLIENT,
                "4",
                "c",
                new Text(
                    "Ends the client's direction. Its socket waits for the server's end in FIN_WAIT2,"
                        + " the server's is in CLOSE_WAIT: it is to be closed too.",
                    "结束客户端的发送方向。客户端套接字处于 FIN_WAIT2，等待服务器关闭；服务器的处于 CLOSE_WAIT，应当关闭。")),
            close(
                SERVER,
                "6",
                "ss",
                new Text(
                    "Both directions have ended. The side that closed first stays in TIME_WAIT for a"
                        + " minute: segments that are late must not reach a new connection.",
                    "两个方向都已结束。先关闭的一方在 TIME_WAIT 状态停留一分钟，以免迟到的报文段进入新连接。")),
            close(SERVER, "6", "s", new Text("Ends listening.", "停止监听。"))));
  }

  private static Lesson leftovers() {
    return new Lesson(
        "leftovers",
        Lesson.Kind.TCP,
        new Text("Exercise: recv(3) of six bytes", "练习：用 recv(3) 接收六个字节"),
        new Text(
            "A stream has no message boundaries: what is left over stays in the receive buffer for"
                + " the next recv. Watch the column of received bytes.",
            "字节流没有消息边界：剩余的数据留在接收缓冲区中，由下一次 recv 取出。请观察接收缓冲区一列。"),
        List.of(
            open(SERVER, "1", "s"),
            bind(),
            listen(5),
            open(CLIENT, "1", "c"),
            connect("c", "2", connected()),
            accept("ss", accepted()),
            send("send", SERVER, "5", "ss", "byebye", new Text("Six bytes at once.", "一次发送六个字节。")),
            recv(
                "recv-1",
                CLIENT,
                "3",
                "c",
                3,
                new Text("Three of them; three stay.", "取出三个，剩下三个。")),
            recv("recv-2", CLIENT, "3", "c", 3, new Text("The other three.", "取出另外三个。")),
            recv(
                "recv-3",
                CLIENT,
                "3",
                "c",
                3,
                new Text(
                    "There is nothing more: it waits. Close the server's socket, and it returns an"
                        + " empty result, the end of the stream.",
                    "没有数据了，调用会等待。关闭服务器的套接字后，它返回空结果，表示流已结束。")),
            close(SERVER, "6", "ss", new Text("The end of the stream.", "流的结束。"))));
  }

  private static Lesson backlog() {
    Text queued =
        new Text(
            "The queue takes it: ESTABLISHED, and no program has the server's socket yet.",
            "连接进入队列：状态为 ESTABLISHED，但服务器一端的套接字还不属于任何程序。");
    return new Lesson(
        "backlog",
        Lesson.Kind.TCP,
        new Text("Exercise: a full backlog", "练习：占满 backlog 队列"),
        new Text(
            "listen(1) lets two connections wait on Linux. The third connect gets no answer: its"
                + " socket stays in SYN_SENT and tries again, after one second, two, four ...",
            "在 Linux 上 listen(1) 允许两个连接排队。第三个 connect 得不到应答：套接字停在 SYN_SENT，一秒、两秒、四秒后重试……"),
        List.of(
            open(SERVER, "1", "s"),
            bind(),
            listen(1),
            open(CLIENT, "1", "c1"),
            connect("c1", "2", queued),
            open(CLIENT, "1", "c2"),
            connect("c2", "2", queued),
            open(CLIENT, "1", "c3"),
            connect(
                "c3",
                "2",
                new Text(
                    "The queue is full: it waits. After the next accept there is room, and the next"
                        + " attempt of the kernel succeeds.",
                    "队列已满，调用等待。下一次 accept 之后有了空位，内核的下一次重试就会成功。")),
            accept("ss", accepted())));
  }

  private static Lesson second() {
    return new Lesson(
        "second",
        Lesson.Kind.TCP,
        new Text("Exercise: a second client", "练习：第二个客户端"),
        new Text(
            "The server talks to one client at a time. What the second one sends waits in the kernel"
                + " until its connection is accepted.",
            "服务器一次只与一个客户端通信。第二个客户端发送的数据留在内核中，直到它的连接被接受。"),
        List.of(
            open(SERVER, "1", "s"),
            bind(),
            listen(5),
            open(CLIENT, "1", "c1"),
            connect("c1", "2", connected()),
            accept("ss", accepted()),
            open(CLIENT, "1", "c2"),
            connect("c2", "2", connected()),
            send(
                "send-c2",
                CLIENT,
                "3",
                "c2",
                "I am second",
                new Text(
                    "It succeeds: the bytes wait at the server's end of a connection in the queue.",
                    "发送成功：数据在队列中那个连接的服务器一端等待。")),
            close(SERVER, "6", "ss", new Text("The first client is done.", "第一个客户端结束。")),
            accept("ss2", accepted()),
            recv(
                "recv-ss2",
                SERVER,
                "5",
                "ss2",
                512,
                new Text("The bytes have waited.", "等待中的数据。"))));
  }

  private static Lesson reset() {
    return new Lesson(
        "reset",
        Lesson.Kind.TCP,
        new Text("Exercise: a peer that resets", "练习：对端重置连接"),
        new Text(
            "With SO_LINGER 0, close sends a reset instead of an orderly end. The other side learns"
                + " of it by its next call.",
            "设置 SO_LINGER 为 0 后，close 发送重置（RST）而不是正常结束。另一方在下一次调用时得知。"),
        List.of(
            open(SERVER, "1", "s"),
            bind(),
            listen(5),
            open(CLIENT, "1", "c"),
            connect("c", "2", connected()),
            accept("ss", accepted()),
            new Step(
                "linger",
                CLIENT,
                "",
                "c.option(Option.SO_LINGER, Optional.of(Duration.ZERO));",
                "c.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack('ii', 1, 0))",
                new Text("close is to reset.", "让 close 发送重置。"),
                stage -> {
                  stage.socket("c").option(Option.SO_LINGER, Optional.of(Duration.ZERO));
                  return "";
                }),
            close(
                CLIENT,
                "4",
                "c",
                new Text(
                    "Both sockets are gone from the kernel's list at once, without TIME_WAIT.",
                    "两端的套接字立即从内核列表中消失，没有 TIME_WAIT。")),
            recv(
                "recv-ss",
                SERVER,
                "5",
                "ss",
                512,
                new Text("ECONNRESET: once.", "ECONNRESET：只报告一次。")),
            send(
                "send-ss",
                SERVER,
                "5",
                "ss",
                "byebye",
                new Text("EPIPE: nobody reads any more.", "EPIPE：对端不再接收。"))));
  }

  private static Lesson udp() {
    return new Lesson(
        "udp",
        Lesson.Kind.UDP,
        new Text("UDP: messages, and truncation", "UDP：数据报与截断"),
        new Text(
            "A datagram socket needs no listen and no accept. Each datagram is one message: what does"
                + " not fit into recv is discarded.",
            "数据报套接字不需要 listen 和 accept。每个数据报是一条消息：recv 放不下的部分被丢弃。"),
        List.of(
            new Step(
                "open-s",
                SERVER,
                "1",
                "var s = Socket.open(Family.INET, Type.DGRAM);",
                "s = socket.socket(AF_INET, SOCK_DGRAM)",
                new Text("A socket of datagrams.", "数据报套接字。"),
                stage -> stage.put("s", Socket.open(Family.INET, Type.DGRAM))),
            bind(),
            new Step(
                "open-c",
                CLIENT,
                "1",
                "var c = Socket.open(Family.INET, Type.DGRAM);",
                "c = socket.socket(AF_INET, SOCK_DGRAM)",
                new Text("The client's.", "客户端的套接字。"),
                stage -> stage.put("c", Socket.open(Family.INET, Type.DGRAM))),
            connect(
                "c",
                "2",
                new Text(
                    "Sends nothing: it sets the peer, and datagrams of others are dropped.",
                    "不发送任何内容：只设定对端，来自其他地址的数据报被丢弃。")),
            send("send-1", CLIENT, "3", "c", "byebye", new Text("One message.", "一条消息。")),
            send("send-2", CLIENT, "3", "c", "hihi", new Text("Another one.", "另一条消息。")),
            new Step(
                "recv-1",
                SERVER,
                "",
                "s.recvFrom(3)",
                "s.recvfrom(3)",
                new Text(
                    "Three bytes of the first message; its rest is gone. The kernel counts more than"
                        + " the bytes: its own bookkeeping of each message too.",
                    "第一条消息的三个字节，其余被丢弃。内核的计数除数据外还包括每条消息的管理开销。"),
                stage -> received(stage.socket("s").recvFrom(3))),
            new Step(
                "recv-2",
                SERVER,
                "",
                "s.recvFrom(512)",
                "s.recvfrom(512)",
                new Text("The second message, whole.", "完整的第二条消息。"),
                stage -> received(stage.socket("s").recvFrom(512))),
            close(CLIENT, "4", "c", new Text("Nothing is sent.", "不发送任何内容。")),
            close(SERVER, "6", "s", new Text("The port is free.", "端口被释放。"))));
  }

  private static String received(Datagram datagram) {
    return Stage.quoted(datagram.data()) + ", " + datagram.sender();
  }

  private static Lesson unix() {
    return new Lesson(
        "unix",
        Lesson.Kind.UNIX,
        new Text("UNIX sockets: a path, and who the peer is", "UNIX 域套接字：路径与对端身份"),
        new Text(
            "Processes on one machine connect by a path. The kernel tells the server the client's"
                + " process and user.",
            "同一台机器上的进程通过路径连接。内核告诉服务器客户端的进程和用户。"),
        List.of(
            unixOpen(SERVER, "s"),
            new Step(
                "bind",
                SERVER,
                "2",
                "s.bind(Unix.of(\"app.sock\"));",
                "s.bind('app.sock')",
                new Text("Makes a file of this name.", "创建这个名字的文件。"),
                stage -> {
                  java.nio.file.Files.deleteIfExists(stage.path());
                  stage.socket("s").bind(Unix.of(stage.path()));
                  return "";
                }),
            listen(5),
            unixOpen(CLIENT, "c"),
            new Step(
                "connect-c",
                CLIENT,
                "2",
                "c.connect(Unix.of(\"app.sock\"));",
                "c.connect('app.sock')",
                connected(),
                stage -> {
                  stage.socket("c").connect(Unix.of(stage.path()));
                  return "";
                }),
            accept("ss", accepted()),
            new Step(
                "who",
                SERVER,
                "",
                "ss.option(Option.SO_PEERCRED)",
                "ss.getsockopt(SOL_SOCKET, SO_PEERCRED, 12)",
                new Text(
                    "Process, user and group of the client; here it is this process.",
                    "客户端的进程、用户和组；这里就是本进程。"),
                stage -> {
                  PeerCredentials peer = stage.socket("ss").option(Option.SO_PEERCRED);
                  return "pid " + peer.pid() + ", uid " + peer.uid() + ", gid " + peer.gid();
                }),
            send("send", SERVER, "5", "ss", "byebye", new Text("As over TCP.", "与 TCP 相同。")),
            recv("recv", CLIENT, "3", "c", 512, new Text("As over TCP.", "与 TCP 相同。")),
            close(CLIENT, "4", "c", new Text("The end.", "关闭连接。")),
            close(SERVER, "6", "ss", new Text("The server's end.", "服务器一端关闭。")),
            close(SERVER, "6", "s", new Text("The file stays.", "文件仍然存在。"))));
  }

  private static Step unixOpen(String side, String name) {
    return new Step(
        "open-" + name,
        side,
        "1",
        "var " + name + " = Socket.open(Family.UNIX, Type.STREAM);",
        name + " = socket.socket(AF_UNIX, SOCK_STREAM)",
        new Text("A stream within this machine.", "本机内的字节流。"),
        stage -> stage.put(name, Socket.open(Family.UNIX, Type.STREAM)));
  }
}
