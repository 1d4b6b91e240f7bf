package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mortise.cli.Mortise;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.proxy.HttpProxyServer;
import mortise.proxy.ProxySettings;
import mortise.proxy.SocksServer;
import mortise.proxy.Targets;
import mortise.server.Handler;
import mortise.server.Server;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ssh with nc as its ProxyCommand, against a server of its own keys and settings on loopback. */
class SshTest {
  /** What a daemon that runs as root asks for. */
  private static final Path PRIVILEGES = Path.of("/run/sshd");

  @TempDir Path folder;

  private int port;

  private Program startServer() throws Exception {
    Path program = Needs.program("sshd");
    Needs.program("ssh");
    if (Needs.isRoot() && !Files.exists(PRIVILEGES)) {
      Files.createDirectory(PRIVILEGES);
    }
    for (String key : List.of("host", "user")) {
      keygen(folder.resolve(key));
    }
    Files.copy(folder.resolve("user.pub"), folder.resolve("authorized"));
    port = FreePort.tcp();
    Path config = folder.resolve("config");
    Files.write(
        config,
        List.of(
            "ListenAddress 127.0.0.1:" + port,
            "HostKey " + folder.resolve("host"),
            "PidFile none",
            "AuthorizedKeysFile " + folder.resolve("authorized"),
            "StrictModes no",
            "UsePAM no",
            "PermitRootLogin yes",
            "PasswordAuthentication no"));
    return Program.start(program, "-D", "-e", "-f", config).awaitListening(port);
  }

  private static void keygen(Path file) throws Exception {
    try (Program keygen =
        Program.start("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file)) {
      assertThat(keygen.end().status()).isZero();
    }
  }

  /** ssh sends a file to cat and writes what comes back to another one. */
  private void echoes(List<String> proxyCommand, String... options) throws Exception {
    byte[] bytes = new byte[(3 << 20) + 5];
    new SplittableRandom(3).nextBytes(bytes);
    Path sent = Files.write(folder.resolve("sent"), bytes);
    Path received = folder.resolve("received");
    String proxy =
        proxyCommand.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    List<String> command =
        Program.words(
            List.of("ssh", "-F", "none", "-i", folder.resolve("user")),
            List.of("-o", "UserKnownHostsFile=" + folder.resolve("known")),
            List.of("-o", "StrictHostKeyChecking=no", "-o", "BatchMode=yes"),
            List.of("-o", "ProxyCommand=" + proxy),
            List.of(options),
            List.of("-p", port, "127.0.0.1", "cat"));
    Process ssh =
        new ProcessBuilder(command)
            .redirectInput(sent.toFile())
            .redirectOutput(received.toFile())
            .redirectError(folder.resolve("errors").toFile())
            .start();
    try {
      assertThat(ssh.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(ssh.exitValue()).as(Files.readString(folder.resolve("errors"))).isZero();
      assertThat(Files.mismatch(sent, received)).isEqualTo(-1);
    } finally {
      ssh.destroyForcibly();
    }
  }

  @Test
  void sshTalksThroughNc() throws Exception {
    try (Program _ = startServer()) {
      echoes(Mortise.command("nc", "%h", "%p"));
    }
  }

  @Test
  @NeedsLinux("descriptor passing")
  void sshTakesTheSocketOver() throws Exception {
    try (Program _ = startServer()) {
      echoes(Mortise.command("nc", "-F", "%h", "%p"), "-o", "ProxyUseFdpass=yes");
    }
  }

  private void throughProxy(Handler proxy, String type) throws Exception {
    try (Program _ = startServer();
        Server server = Server.open(Inet4.LOOPBACK, proxy)) {
      String address = "127.0.0.1:" + ((Inet) server.address()).port();
      echoes(Mortise.command("nc", "--proxy", address, "--proxy-type", type, "%h", "%p"));
    }
  }

  private static ProxySettings loopback() throws IOException {
    return ProxySettings.DEFAULT.targets(Targets.USUAL.allow(_ -> true));
  }

  @Test
  void sshTalksThroughNcAndSocks() throws Exception {
    throughProxy(SocksServer.of(loopback()), "socks5");
  }

  @Test
  void sshTalksThroughNcAndHttp() throws Exception {
    throughProxy(HttpProxyServer.of(loopback()), "http");
  }

  /** What the server says first, it may say right behind the proxy's answer. */
  @ParameterizedTest
  @ValueSource(strings = {"http", "socks5"})
  @NeedsLinux("descriptor passing")
  void sshTakesTheSocketOverFromAProxy(String type) throws Exception {
    Handler proxy =
        type.equals("http")
            ? HttpProxyServer.of(loopback())::handle
            : SocksServer.of(loopback())::handle;
    try (Program _ = startServer();
        Server server = Server.open(Inet4.LOOPBACK, proxy)) {
      String address = "127.0.0.1:" + ((Inet) server.address()).port();
      echoes(
          Mortise.command("nc", "-F", "--proxy", address, "--proxy-type", type, "%h", "%p"),
          "-o",
          "ProxyUseFdpass=yes");
    }
  }
}
