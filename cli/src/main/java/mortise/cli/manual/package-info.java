/**
 * Manual pages and shell completion, made from the same model of picocli's that the help is made
 * from. Nothing here is loaded by a start that does something else.
 */
package mortise.cli.manual;
