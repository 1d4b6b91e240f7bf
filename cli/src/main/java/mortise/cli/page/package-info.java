/**
 * Pages that a browser shows, served by the JDK's own HTTP server: who may ask, what the answers
 * carry for protection, the files of the pages. Loaded with the options that need it alone. Knows
 * nothing of what the pages are about.
 */
package mortise.cli.page;
