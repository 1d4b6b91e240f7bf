package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import mortise.server.Connection;
import mortise.sys.Openssl;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReloadableTlsServerTest {
  @Test
  void noHandshakeFailsWhileCertificatesAreReplaced(@TempDir Path folder) throws Exception {
    Authority authority = Authority.in(folder);
    Identity first = authority.issue("a.example").identity();
    Identity second = authority.issueRsa("a.example").identity();
    ReloadableTlsServer tls =
        ReloadableTlsServer.of(
            new ReloadableTlsServer.Source() {
              private boolean turn;

              @Override
              public TlsServer load() {
                turn = !turn;
                return TlsServer.of(turn ? first : second);
              }
            });
    TlsClient client = TlsClient.of(authority.trust());
    AtomicBoolean enough = new AtomicBoolean();
    Set<Object> seen = ConcurrentHashMap.newKeySet();
    try (Serving serving = Serving.echo(tls::accept)) {
      Running<Object> reloading =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                while (!enough.get()) {
                  tls.reload();
                  Thread.sleep(1);
                }
                return null;
              });
      List<Running<Object>> talks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        talks.add(
            Running.start(
                Threads.VIRTUAL,
                () -> {
                  for (int n = 0; n < 40; n++) {
                    try (Connection c = client.connect(serving.dial(), "a.example")) {
                      c.write("hello\n");
                      assertThat(c.readLine(80)).isEqualTo("hello");
                      seen.add(c.tls().orElseThrow().peerCertificates().getFirst());
                    }
                  }
                  return null;
                }));
      }
      for (Running<Object> talk : talks) {
        talk.end().returned();
      }
      enough.set(true);
      reloading.end().returned();
      assertThat(serving.failures).isEmpty();
      assertThat(seen).hasSize(2);
    }
  }

  /** Otherwise each handshake would fail. */
  @Test
  void reloadWithKeyThatOpensslRejectsKeepsTheServer(@TempDir Path folder) throws Exception {
    assumeTrue(Openssl.problem() == null, Openssl::problem);
    Authority authority = Authority.in(folder);
    Identity good = authority.issue("a.example").identity();
    authority.openssl(
        "req -x509 -newkey rsa:1024 -nodes -days 2 -keyout weak.key -out weak.pem -subj /CN=weak");
    Identity weak = Identity.ofPem(folder.resolve("weak.pem"), folder.resolve("weak.key"));
    AtomicReference<Identity> current = new AtomicReference<>(good);
    ReloadableTlsServer tls =
        ReloadableTlsServer.of(() -> TlsServer.of(current.get()).engine(TlsEngine.OPENSSL));
    TlsServer before = tls.current();
    current.set(weak);
    assertThatThrownBy(tls::reload)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("libssl rejects Identity['CN=weak']: ee key too small");
    assertThat(tls.current()).isSameAs(before);
  }

  @Test
  void reloadOfUnreadableFilesKeepsTheServer(@TempDir Path folder) throws Exception {
    Authority authority = Authority.in(folder);
    Authority.Issued issued = authority.issue("a.example");
    Path chain = folder.resolve("current.pem");
    Files.copy(issued.chain(), chain);
    ReloadableTlsServer tls =
        ReloadableTlsServer.of(() -> TlsServer.of(Identity.ofPem(chain, issued.key())));
    TlsServer before = tls.current();
    Files.writeString(chain, "nothing");
    assertThatThrownBy(tls::reload).isInstanceOf(FileSystemException.class);
    assertThat(tls.current()).isSameAs(before);
    Files.copy(issued.chain(), chain, StandardCopyOption.REPLACE_EXISTING);
    tls.reload();
    assertThat(tls.current()).isNotSameAs(before);
  }
}
