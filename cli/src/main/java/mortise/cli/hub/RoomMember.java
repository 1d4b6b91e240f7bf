package mortise.cli.hub;

/**
 * A member of a room.
 *
 * @param node the name of its node
 * @param number its number there
 * @param name what it is called there: its address, printable
 */
public record RoomMember(String node, int number, String name) {}
