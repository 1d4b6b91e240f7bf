/**
 * Benchmarks. They are run by hand with {@code bin/bench} and never decide whether a build passes.
 *
 * <p>{@link mortise.bench.Bench} drives: it starts the servers ({@link mortise.bench.Peers}), lets
 * the load generator in C ask them ({@link mortise.bench.Load}), cell by cell and in turn ({@link
 * mortise.bench.Rounds}), and prints what it cost ({@link mortise.bench.Tables}).
 */
package mortise.bench;
