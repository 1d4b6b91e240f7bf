/** The {@code mortise} command. */
module mortise.cli {
  requires info.picocli;
  requires jdk.httpserver;
  requires jdk.unsupported;
  requires mortise;

  opens mortise.cli to
      info.picocli;
  opens mortise.cli.watch to
      info.picocli;
}
