/**
 * Rooms and subjects over NATS, for the members of several nodes of the command.
 *
 * <p>Subjects of a room: {@code ROOM.said.NODE} has what members say, {@code ROOM.tick.NODE} the
 * number of the last message, {@code ROOM.here.NODE} who is there, {@code ROOM.who} the request to
 * announce that.
 */
package mortise.hub;
