/** How much goes through, and how fast the answers come: the verb {@code bench}. */
package mortise.cli.bench;
