package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import mortise.sys.Openssl;
import mortise.testing.ChildJvm;
import mortise.testing.Needs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unusable OpenSSL libraries and policies: a message with the reason, and fallback to the JDK. */
final class OpensslLibraryTest {
  /** A preload library whose function FAIL fails after AFTER calls from Java. */
  private static final String SHIM =
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <stdlib.h>
      #include <string.h>
      static int fails(const char *name, void *caller) {
        static int calls;
        Dl_info library; /* Java calls from memory that is of none */
        const char *wanted = getenv("FAIL");
        return wanted != NULL && strcmp(wanted, name) == 0 && !dladdr(caller, &library)
            && calls++ >= atoi(getenv("AFTER"));
      }
      #define SHIM(name) \\
        void *name(void *a, void *b, long c) { \\
          void *(*next)(void *, void *, long) = dlsym(RTLD_NEXT, #name); \\
          return fails(#name, __builtin_return_address(0)) ? NULL : next(a, b, c); \\
        }
      SHIM(SSL_CTX_new)
      SHIM(SSL_new)
      SHIM(BIO_new)
      SHIM(d2i_X509)
      SHIM(d2i_AutoPrivateKey)
      SHIM(SSL_get1_session)
      SHIM(SSL_get1_peer_certificate)
      SHIM(EVP_PKEY_CTX_new_id)
      SHIM(X509_STORE_CTX_get0_untrusted)
      """;

  @TempDir private static Path folder;
  private static Authority authority;
  private static Path library;

  @BeforeAll
  static void issue() throws Exception {
    assumeTrue(Openssl.problem() == null, Openssl::problem);
    library =
        Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .filter(line -> line.contains("/libssl.so."))
            .map(line -> Path.of(line.substring(line.indexOf('/'))))
            .findFirst()
            .orElseThrow();
    authority = Authority.in(folder);
    authority.issue("a.example");
    authority.run("sh", "-c", "cat a.example.pem a.example.key > both.pem");
  }

  /** Copies the library and replaces a symbol by another one of equal length. */
  private static Path renamed(String place, String name, String other, String file)
      throws IOException {
    Path made = Files.createDirectories(folder.resolve(place));
    String bytes = new String(Files.readAllBytes(library), StandardCharsets.ISO_8859_1);
    String changed = bytes.replace("\0" + name + "\0", "\0" + other + "\0");
    assumeTrue(!changed.equals(bytes), () -> library + " has no name " + name);
    Files.write(made.resolve(file), changed.getBytes(StandardCharsets.ISO_8859_1));
    return made;
  }

  private static String report(String engine, String... environment) throws Exception {
    String[] command = new String[environment.length + 1];
    command[0] = "env";
    System.arraycopy(environment, 0, command, 1, environment.length);
    return new ChildJvm()
        .under(command)
        .with("-Dmortise.tls=" + engine, "--add-opens=java.base/java.lang=ALL-UNNAMED")
        .run(LibraryReport.class, "" + folder.resolve("both.pem"), "" + authority.certificate())
        .succeeded();
  }

  @Test
  void libraryWithoutAFunctionIsNotUsedAndTheFunctionIsNamed() throws Exception {
    String name = "" + library.getFileName();
    Path place = renamed("lacking", "SSL_select_next_proto", "SSL_select_next_protX", name);
    String path = "LD_LIBRARY_PATH=" + place;
    assertThat(report("auto", path))
        .isEqualTo(
            """
            library: %s lacks SSL_select_next_proto
            engine: JDK
            server: well
            client: well
            live: 0
            """
                .formatted(name));
    assertThat(report("openssl", path))
        .contains("-Dmortise.tls=openssl: " + name + " lacks SSL_select_next_proto\nlive: 0\n")
        .contains("refused: java.lang.IllegalStateException: ");
  }

  /** The copy has an undefined symbol. */
  @Test
  void libraryThatCannotBeLoadedIsNotReportedAsMissing() throws Exception {
    Path place =
        renamed(
            "broken",
            "SSL_SESSION_is_resumable",
            "SSL_SESSION_is_resumablX",
            "" + library.getFileName());
    assertThat(report("auto", "LD_LIBRARY_PATH=" + place))
        .startsWith("library: the system's libssl cannot be loaded: ")
        .contains("SSL_SESSION_is_resumablX")
        .contains("engine: JDK\nserver: well\nclient: well\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // No provider satisfies this property query.
        "alg_section = s | default_properties = fips=yes | SSL_CTX_new of libssl failed",
        "ssl_conf = s | system_default = d | libssl rejects Identity['CN=a.example']: ee key too"
      })
  void policyThatRefusesIsNamedAndTheJdkStandsIn(String section, String line, String words)
      throws Exception {
    Path policy = folder.resolve("policy" + words.length() + ".cnf");
    Files.writeString(
        policy,
        "openssl_conf = i\n[i]\n%s\n[s]\n%s\n[d]\nCipherString = DEFAULT:@SECLEVEL=5\n"
            .formatted(section, line));
    String configuration = "OPENSSL_CONF=" + policy;
    assertThat(report("auto", configuration))
        .contains("engine: JDK\n")
        .contains("server: well\nclient: well\nlive: 0\n");
    assertThat(report("openssl", configuration))
        .contains("refused: java.lang.IllegalArgumentException: " + words)
        .endsWith("live: 0\n");
  }

  /** Built once, since a loaded library must not be overwritten. */
  private static synchronized Path shim() throws Exception {
    Needs.program("cc");
    String name = "" + library.getFileName();
    if (Files.exists(folder.resolve("shim").resolve(name))) {
      return folder.resolve("shim");
    }
    String real = name.substring(0, name.length() - 1) + "X"; // of its soname too
    Path place = renamed("shim", name, real, real);
    Files.writeString(folder.resolve("shim.c"), SHIM);
    authority.run(
        "cc",
        "-shared",
        "-fPIC",
        "-o",
        "shim/" + name,
        "-Wl,-soname," + name,
        "shim.c",
        "-Wl,--no-as-needed",
        "shim/" + real,
        "-ldl");
    return place;
  }

  /** Calls that fail, mainly for lack of memory: no null pointer is used. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SSL_CTX_new | 0 | refused: java.lang.IllegalArgumentException: SSL_CTX_new of libssl",
        "SSL_CTX_new | 1 | client: java.lang.IllegalArgumentException: SSL_CTX_new of libssl",
        "SSL_new | 0 | : java.lang.OutOfMemoryError: SSL_new",
        "SSL_new | 1 | : java.lang.OutOfMemoryError: SSL_new",
        "BIO_new | 0 | : java.lang.OutOfMemoryError: BIO_new",
        "BIO_new | 1 | : java.lang.OutOfMemoryError: BIO_new",
        "BIO_new | 2 | : java.lang.OutOfMemoryError: BIO_new",
        "d2i_X509 | 1 | refused: java.lang.IllegalArgumentException: libssl cannot parse",
        "d2i_AutoPrivateKey | 1 | refused: java.lang.IllegalArgumentException: libssl cannot parse",
        "EVP_PKEY_CTX_new_id | 0 | refused: java.lang.IllegalStateException: libcrypto cannot generate",
        "X509_STORE_CTX_get0_untrusted | 0 | client: javax.net.ssl.SSLHandshakeException: TLS",
        "SSL_get1_session | 0 | client: well",
        "SSL_get1_peer_certificate | 0 | client: well"
      })
  void functionThatReturnsNullIsOneExceptionThatNamesIt(String name, int after, String words)
      throws Exception {
    Path place = shim();
    assertThat(report("openssl", "LD_LIBRARY_PATH=" + place, "FAIL=" + name, "AFTER=" + after))
        .contains(words)
        .endsWith("live: 0\n");
  }
}
