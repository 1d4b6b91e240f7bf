/**
 * {@code mortise relay}: any two addresses joined.
 *
 * <p>{@link mortise.cli.relay.AddressSpec} is a parsed address, validated against two tables,
 * {@link mortise.cli.relay.AddressKind} and {@link mortise.cli.relay.AddressOption}; {@link
 * mortise.cli.relay.RelayEndpoint} is what it stands for, and gives connections; {@link
 * mortise.cli.relay.RelayRun} takes them in pairs, and {@link mortise.cli.relay.RelayFlow} passes
 * their bytes on. Of picocli it knows how a time is read, no more.
 */
package mortise.cli.relay;
