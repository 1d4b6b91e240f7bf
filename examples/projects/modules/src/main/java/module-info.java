/** An echo server. */
module org.example.echo {
  requires mortise;
}
