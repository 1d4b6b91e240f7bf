package mortise.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Hashtable;
import java.util.concurrent.CompletableFuture;
import javax.naming.Context;
import javax.naming.directory.InitialDirContext;
import mortise.net.Socket;
import mortise.net.SocketFactory;
import mortise.net.Unix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** JNDI's LDAP client makes its socket factory by a class name alone. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
final class JndiOverUnixTest {
  @TempDir private Path folder;

  @Test
  void jndiBindsToLdapOverUnixSocket() throws Exception {
    Unix address = Unix.of(folder.resolve("ldapi"));
    System.setProperty(SocketFactory.ADDRESS_PROPERTY, address.toString());
    try (Socket listener = Socket.listener(address)) {
      CompletableFuture<byte[]> request = new CompletableFuture<>();
      Thread.startVirtualThread(() -> answerBind(listener, request));
      Hashtable<String, String> settings = new Hashtable<>();
      settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
      settings.put(Context.PROVIDER_URL, "ldap://directory.invalid:389/");
      settings.put("java.naming.ldap.factory.socket", SocketFactory.class.getName());
      settings.put(Context.SECURITY_AUTHENTICATION, "simple");
      settings.put(Context.SECURITY_PRINCIPAL, "cn=admin");
      settings.put(Context.SECURITY_CREDENTIALS, "secret");
      new InitialDirContext(settings).close();
      assertThat(new String(request.get(), ISO_8859_1)).contains("cn=admin", "secret");
    } finally {
      System.clearProperty(SocketFactory.ADDRESS_PROPERTY);
    }
  }

  /** RFC 4511 section 4.2: the response to the first message, with result code success. */
  private static void answerBind(Socket listener, CompletableFuture<byte[]> request) {
    try (Socket peer = listener.accept()) {
      request.complete(peer.recv(1000));
      byte[] success = {0x30, 0x0c, 2, 1, 1, 0x61, 7, 0x0a, 1, 0, 4, 0, 4, 0};
      peer.sendAll(success);
      peer.recv(1000);
    } catch (Throwable t) {
      request.completeExceptionally(t);
    }
  }
}
