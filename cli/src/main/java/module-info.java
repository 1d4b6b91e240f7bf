/** The {@code mortise} command. */
module mortise.cli {
  requires info.picocli;
  requires mortise;

  opens mortise.cli to
      info.picocli;
}
