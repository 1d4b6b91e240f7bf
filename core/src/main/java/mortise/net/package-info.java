/**
 * BSD sockets: {@link mortise.net.Socket}, addresses, options, messages, name resolution, errors.
 *
 * <p>A TCP client:
 *
 * {@snippet file="mortise/snippets/NetSnippets.java" region="get" :
 * try (Socket s = Socket.dial("example.org", 80, Duration.ofSeconds(5))) {
 *   s.sendAll("HEAD / HTTP/1.0\r\n\r\n");
 *   IO.println(s.recvText(4096));
 * }
 * }
 *
 * <p>A UDP echo server:
 *
 * {@snippet file="mortise/snippets/NetSnippets.java" region="udp" :
 * try (Socket s = Socket.open(Family.INET, Type.DGRAM)) {
 *   s.bind("127.0.0.1", 7007);
 *   while (true) {
 *     var datagram = s.recvFrom(65535);
 *     s.sendTo(datagram.data(), datagram.sender());
 *   }
 * }
 * }
 *
 * <ul>
 *   <li><b>Blocking.</b> Every call blocks its caller as the C call does. A virtual thread parks
 *       and does not pin its carrier. A timeout ({@link mortise.net.Socket#timeout}), a {@link
 *       mortise.net.Deadline}, an interrupt or a close ends the wait.
 *   <li><b>Addresses.</b> {@link mortise.net.Address#parse} reads {@code 127.0.0.1:80}, {@code
 *       [::1]:80}, UNIX paths and vsock. {@link mortise.net.Resolver} resolves names.
 *   <li><b>Options.</b> {@link mortise.net.Option} and its siblings have a typed constant for each
 *       option; others go by level and number.
 *   <li><b>Messages.</b> {@link mortise.net.Message} carries ancillary data, such as descriptors
 *       and credentials, to and from {@link mortise.net.Socket#sendMessage}.
 *   <li><b>Errors.</b> Exceptions have the types of {@code java.net} and implement {@link
 *       mortise.net.SocketFailure}, which has the errno, the call and the addresses.
 *   <li><b>Event loops.</b> {@link mortise.net.Loop} runs virtual threads next to their sockets;
 *       {@link mortise.net.Poll} waits for many sockets from one thread.
 * </ul>
 */
@NullMarked
package mortise.net;

import org.jspecify.annotations.NullMarked;
