/** Small services on the server layer, with its limits: the verb {@code serve}. */
package mortise.cli.serve;
