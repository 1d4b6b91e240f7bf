/** What sockets there are, of all processes: the verb {@code sockets}. */
package mortise.cli.sockets;
