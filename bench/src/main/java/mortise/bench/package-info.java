/** Benchmarks. They are run by hand and never decide whether a build passes. */
package mortise.bench;
