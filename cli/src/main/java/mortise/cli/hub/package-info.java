/**
 * What the command asks of a hub: one room for the members of several nodes, and subjects to relay.
 * The implementation is in another module, of which a start without a hub loads no class.
 */
package mortise.cli.hub;
