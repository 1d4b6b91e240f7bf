/** The counters of mortise's servers for Micrometer. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // as Micrometer is one
module mortise.micrometer {
  requires transitive micrometer.core;
  requires transitive mortise;

  exports mortise.micrometer;
}
