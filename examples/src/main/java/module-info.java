/** The tests of the example programs run as this module; the programs themselves are no part. */
module mortise.examples {
  requires java.naming;
  requires java.sql;
  requires mortise;
}
