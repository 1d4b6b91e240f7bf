/**
 * The tutorial, live: lessons of steps that the reader runs one at a time, over real sockets, and
 * what the kernel has of them after each. Knows sockets, the kernel's lists of them, and traces;
 * the page and the terminal show the same lessons.
 */
package mortise.cli.learn;
