/** Whether a host answers, and how fast: the verb {@code ping}. */
package mortise.cli.ping;
