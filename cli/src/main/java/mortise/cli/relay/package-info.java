/**
 * {@code mortise relay}: any two addresses joined.
 *
 * <p>{@link mortise.cli.relay.Spec} is a parsed address, validated against two tables, {@link
 * mortise.cli.relay.AddressKind} and {@link mortise.cli.relay.AddressOption}; {@link
 * mortise.cli.relay.Place} is what it stands for, and gives connections; {@link
 * mortise.cli.relay.RelayRun} takes them in pairs, and {@link mortise.cli.relay.Joint} passes their
 * bytes on. Of picocli it knows how a time is read, no more.
 */
package mortise.cli.relay;
