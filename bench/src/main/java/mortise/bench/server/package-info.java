/**
 * The servers in Java that are compared: a program each, started with a mode and a port, that
 * prints its port and serves until it is ended.
 */
package mortise.bench.server;
