/** The counters of mortise's servers for Micrometer. Nothing else of mortise depends on it. */
package mortise.micrometer;
