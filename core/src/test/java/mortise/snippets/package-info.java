/**
 * The examples of the Javadoc. The compiler checks them here, and the Javadoc tool that the
 * comments show the same text.
 */
package mortise.snippets;
