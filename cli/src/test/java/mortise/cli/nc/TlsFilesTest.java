package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFilesTest {
  @TempDir Path folder;

  private void hasIdentity(String name) throws Exception {
    Path certificate = folder.resolve(name + ".pem");
    assertThat(TlsFiles.identity(certificate, folder.resolve(name + ".key")).chain()).hasSize(1);
    // Both in one file, the key first.
    Path both = folder.resolve(name + ".both");
    Files.writeString(
        both, Files.readString(folder.resolve(name + ".key")) + Files.readString(certificate));
    assertThat(TlsFiles.identity(both, null).chain()).hasSize(1);
  }

  @Test
  void keysOfOldAndNewFormatsAreRead() throws Exception {
    new Certificates(folder).selfSigned("new", "localhost").oldRsa("rsa").oldEc("ec");
    assertThat(folder.resolve("rsa.key")).content().contains("BEGIN RSA PRIVATE KEY");
    assertThat(folder.resolve("ec.key")).content().contains("BEGIN EC PRIVATE KEY");
    hasIdentity("new");
    hasIdentity("rsa");
    hasIdentity("ec");
  }

  @Test
  void faultsNameTheFile() throws Exception {
    new Certificates(folder).oldRsa("rsa").oldEc("ec");
    Path nothing = folder.resolve("nothing");
    assertThatThrownBy(() -> TlsFiles.identity(nothing, null))
        .hasMessage(nothing + ": no such file");
    assertThatThrownBy(() -> TlsFiles.trust(nothing)).hasMessage(nothing + ": no such file");
    Path damaged = folder.resolve("damaged");
    Files.writeString(
        damaged,
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n");
    assertThatThrownBy(() -> TlsFiles.identity(folder.resolve("rsa.pem"), damaged))
        .hasMessageContaining(damaged + ": private key is damaged");
    assertThatThrownBy(() -> TlsFiles.identity(folder.resolve("rsa.pem"), folder.resolve("ec.key")))
        .hasMessageContaining("ec.key: private key does not match the certificate ");
    assertThat(TlsFiles.trust(null)).isNotNull();
  }
}
