/**
 * The {@code mortise} command: a class per verb. It uses the exported packages of {@code mortise}
 * alone, so that whatever the command does, any program can do.
 */
package mortise.cli;
