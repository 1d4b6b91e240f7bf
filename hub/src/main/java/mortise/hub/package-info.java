/**
 * Rooms, subjects and streams over NATS, for the members of several nodes of the command and for
 * its relay.
 *
 * <p>Subjects of a room: {@code ROOM.said.NODE} has what members say, {@code ROOM.tick.NODE} the
 * number of the last message, {@code ROOM.here.NODE} who is there, {@code ROOM.who} the request to
 * announce that. {@link mortise.hub.StreamCarrier} and what it uses store a room in a stream of
 * JetStream.
 *
 * <p>{@link mortise.hub.NatsStream} is a connection of a relay, between two inboxes; {@link
 * mortise.hub.StreamSender} and {@link mortise.hub.StreamReceiver} are its directions, {@link
 * mortise.hub.StreamFrame} its messages.
 */
package mortise.hub;
