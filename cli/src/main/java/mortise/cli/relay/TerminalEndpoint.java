package mortise.cli.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import mortise.cli.flow.DescriptorConnection;
import mortise.net.CloseGuard;
import mortise.net.UnixBinding;
import mortise.process.PlainDescriptor;
import mortise.process.Pty;
import mortise.process.RawMode;

/** {@code pty}: a terminal that other programs open. */
final class TerminalEndpoint implements RelayEndpoint {
  private final AddressSpec spec;
  private final Pty pty;
  private final Path link;

  TerminalEndpoint(AddressSpec spec) throws IOException {
    this.spec = spec;
    OptionValues values = new OptionValues(spec);
    Optional<Integer> mode = values.mode();
    Optional<UnixBinding.Owner> owner = values.owner();
    link = spec.value(AddressOption.LINK).map(Path::of).orElse(null);
    pty = Pty.open();
    try (CloseGuard guard = new CloseGuard(pty)) {
      if (mode.isPresent()) {
        FileModes.set(pty.name(), mode.get());
      }
      if (owner.isPresent()) {
        FileModes.own(pty.name(), owner.get());
      }
      if (!spec.has(AddressOption.COOKED)) {
        // Not restored: the mode ends with the terminal.
        RawMode.permanently(pty.master());
      }
      if (link != null) {
        // A killed process leaves its link behind. Other files are not replaced.
        if (Files.isSymbolicLink(link)) {
          Files.delete(link);
        }
        Files.createSymbolicLink(link, pty.name());
      }
      guard.release();
    }
  }

  @Override
  public Offer next() {
    PlainDescriptor master = pty.master();
    return () ->
        RelaySide.of(new DescriptorConnection(master, master, pty.toString(), this::unlink), spec);
  }

  @Override
  public String notice() {
    return "terminal " + pty.name() + (link == null ? "" : ", linked by " + link);
  }

  private void unlink() {
    try {
      if (link != null && Files.readSymbolicLink(link).equals(pty.name())) {
        Files.delete(link);
      }
    } catch (IOException _) {
      // Another process has removed it.
    }
  }

  @Override
  public void close() {
    pty.close();
    unlink();
  }
}
