/** What the verbs have in common in dealing with a shell: amounts, tables, JSON, signals. */
package mortise.cli.shell;
