package mortise.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import mortise.testing.Program;

/** A test CA, managed by openssl(1) in a directory. */
final class Authority {
  private final Path folder;

  private Authority(Path folder) {
    this.folder = folder;
  }

  /**
   * An issued certificate.
   *
   * @param chain a PEM file
   * @param key a PEM file in PKCS#8
   */
  record Issued(Path chain, Path key) {
    Identity identity() throws IOException {
      return Identity.ofPem(chain, key);
    }
  }

  /** Creates a CA in a directory. */
  static Authority in(Path folder) throws IOException, InterruptedException {
    Authority authority = new Authority(folder);
    authority.openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout ca.key -out"
            + " ca.pem -subj /CN=ca -addext basicConstraints=critical,CA:TRUE");
    return authority;
  }

  Path certificate() {
    return folder.resolve("ca.pem");
  }

  Trust trust() throws IOException {
    return Trust.ofPem(certificate());
  }

  /**
   * Issues a certificate with a P-256 key for hosts or addresses; the first one is the name of the
   * files.
   */
  Issued issue(String... hosts) throws IOException, InterruptedException {
    return issue("ec -pkeyopt ec_paramgen_curve:P-256", "", hosts);
  }

  /** Issues a certificate with an RSA key for hosts or addresses. */
  Issued issueRsa(String... hosts) throws IOException, InterruptedException {
    return issue("rsa:2048", "-rsa", hosts);
  }

  private Issued issue(String kind, String suffix, String... hosts)
      throws IOException, InterruptedException {
    String name = hosts[0].replaceAll("[^\\w.-]", "_") + suffix;
    openssl(
        "req -newkey %s -nodes -keyout %s.key -out %s.csr -subj /CN=%s"
            .formatted(kind, name, name, hosts[0]));
    String names =
        Arrays.stream(hosts)
            .map(host -> (host.matches("[\\d.]+|.*:.*") ? "IP:" : "DNS:") + host)
            .collect(Collectors.joining(","));
    Files.writeString(folder.resolve(name + ".ext"), "subjectAltName=" + names + "\n");
    openssl(
        "x509 -req -in %s.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out %s.pem -extfile %s.ext"
            .formatted(name, name, name));
    return new Issued(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
  }

  /** Runs openssl in the directory. */
  String openssl(String arguments) throws IOException, InterruptedException {
    return run("openssl", arguments.split(" "));
  }

  /** Runs a program in the directory and returns its output. */
  String run(String program, String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(Program.words(program, List.of(arguments))).directory(folder.toFile());
    try (Program running = Program.start(builder)) {
      Program.Ended ended = running.end();
      if (ended.status() != 0) {
        throw new AssertionError(running.toString());
      }
      return ended.out();
    }
  }
}
