package mortise.cli.sockets;

import java.util.List;
import mortise.diag.KernelSocket;

/**
 * A socket with what was found out about it beside the kernel's list.
 *
 * @param kind what it was listed under
 * @param socket the kernel's data
 * @param owners the processes that have it, as far as they can be seen
 * @param peerName where the other end of a UNIX connection is bound; empty otherwise
 */
record ListedSocket(
    SocketKind kind, KernelSocket socket, List<ProcessOwner> owners, String peerName) {}
