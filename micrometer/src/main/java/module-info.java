/** The counters of mortise's servers for Micrometer. */
@SuppressWarnings("requires-transitive-automatic") // Micrometer is no module of its own yet
module mortise.micrometer {
  requires transitive micrometer.core;
  requires transitive mortise;

  exports mortise.micrometer;
}
