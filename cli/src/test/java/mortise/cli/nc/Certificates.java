package mortise.cli.nc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mortise.testing.Program;

/** Keys and certificates made by OpenSSL. */
record Certificates(Path folder) {
  private void openssl(Object... arguments) throws IOException, InterruptedException {
    try (Program openssl = Program.start("openssl", Program.words(arguments))) {
      Program.Ended ended = openssl.end();
      if (ended.status() != 0) {
        throw new AssertionError(ended);
      }
    }
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** NAME.pem and NAME.key (PKCS#8), for a host, signed by itself. */
  Certificates selfSigned(String name, String host) throws Exception {
    openssl(
        List.of("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
        List.of("-nodes", "-days", "2", "-subj", "/CN=" + host),
        List.of("-addext", "subjectAltName=DNS:" + host),
        List.of("-keyout", file(name + ".key"), "-out", file(name + ".pem")));
    return this;
  }

  /** NAME.pem and NAME.key of RSA, for localhost, the key in PKCS#1. */
  Certificates oldRsa(String name) throws Exception {
    openssl("genrsa", "-traditional", "-out", file(name + ".key"), 2048);
    return certify(name);
  }

  /** The same of an elliptic curve, with the parameters in front, as openssl ecparam writes it. */
  Certificates oldEc(String name) throws Exception {
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-out", file(name + ".key"));
    return certify(name);
  }

  /** NAME.key again, encrypted in the way of old. */
  Certificates encrypt(String name, String password) throws Exception {
    Path plain = Files.move(file(name + ".key"), file(name + ".plain"));
    openssl(
        List.of("rsa", "-traditional", "-aes128", "-passout", "pass:" + password),
        List.of("-in", plain, "-out", file(name + ".key")));
    return this;
  }

  /** NAME.key again, encrypted in PKCS#8. */
  Certificates encryptNow(String name, String password) throws Exception {
    Path plain = Files.move(file(name + ".key"), file(name + ".plain"));
    openssl(
        List.of("pkcs8", "-topk8", "-passout", "pass:" + password),
        List.of("-in", plain, "-out", file(name + ".key")));
    return this;
  }

  private Certificates certify(String name) throws Exception {
    openssl(
        List.of("req", "-x509", "-key", file(name + ".key"), "-days", "2"),
        List.of("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
        List.of("-out", file(name + ".pem")));
    return this;
  }
}
