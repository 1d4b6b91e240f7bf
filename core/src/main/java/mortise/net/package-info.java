/** Sockets, addresses, options and messages: what a program uses. */
package mortise.net;
