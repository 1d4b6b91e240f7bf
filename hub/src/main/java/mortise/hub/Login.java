package mortise.hub;

import io.nats.client.AuthHandler;
import io.nats.client.Options;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mortise.cli.hub.HubSettings;

/** How a node proves who it is: user and password, a token, a seed, or a JWT with a seed. */
final class Login {
  private static final Pattern JWT = block("NATS USER JWT");
  private static final Pattern SEED = block("USER NKEY SEED");

  private Login() {}

  private static Pattern block(String title) {
    return Pattern.compile("-+BEGIN " + title + "-+\\s+(\\S+)\\s+-+END " + title + "-+");
  }

  /**
   * Sets what the settings have.
   *
   * @throws IOException when the file cannot be read, or has no login; the message does not quote
   *     it
   */
  static void set(Options.Builder options, HubSettings settings) throws IOException {
    if (settings.credentials() != null) {
      file(options, settings.credentials());
    } else if (settings.login() != null) {
      line(options, decoded(settings.login()));
    }
  }

  /** Percent-decoded as in any URL; a plus stays one. */
  private static String decoded(String login) throws IOException {
    try {
      return URLDecoder.decode(login.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IOException("the hub's login has a percent sign without two hex digits", e);
    }
  }

  private static void file(Options.Builder options, Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file).strip();
    } catch (IOException e) {
      throw new IOException("cannot read the hub's credentials " + file + ": " + why(e), e);
    }
    Matcher jwt = JWT.matcher(text);
    Matcher seed = SEED.matcher(text);
    try {
      if (jwt.find() && seed.find()) {
        options.authHandler(new Signer(Seed.parse(seed.group(1)), jwt.group(1)));
      } else if (text.matches("SU\\w+")) {
        options.authHandler(new Signer(Seed.parse(text), null));
      } else if (!text.isEmpty() && text.lines().count() == 1) {
        line(options, text);
      } else {
        throw new IllegalArgumentException(
            "expected a NATS credentials file, a seed (SU...), user:password or a token");
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("the hub's credentials " + file + ": " + e.getMessage(), e);
    }
  }

  private static String why(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException ? "no such file" : e.toString();
  }

  private static void line(Options.Builder options, String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      options.token(text.toCharArray());
    } else {
      options.userInfo(
          text.substring(0, colon).toCharArray(), text.substring(colon + 1).toCharArray());
    }
  }

  /** Signs the server's nonce. */
  private record Signer(Seed seed, String jwt) implements AuthHandler {
    @Override
    public byte[] sign(byte[] nonce) {
      try {
        return seed.sign(nonce);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JDK has no Ed25519", e);
      }
    }

    @Override
    public char[] getID() {
      try {
        return seed.publicKey().toCharArray();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JDK has no Ed25519", e);
      }
    }

    @Override
    public char[] getJWT() {
      return jwt == null ? null : jwt.toCharArray();
    }
  }
}
