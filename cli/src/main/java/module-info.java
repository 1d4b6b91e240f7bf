/** The {@code mortise} command. */
module mortise.cli {
  requires info.picocli;
  requires jdk.httpserver;
  requires jdk.unsupported;
  requires mortise;

  // For the hub, which is on the class path.
  exports mortise.cli.hub;

  uses mortise.cli.hub.HubProvider;

  opens mortise.cli to
      info.picocli;
  opens mortise.cli.watch to
      info.picocli;
}
