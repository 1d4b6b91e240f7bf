/**
 * The files of a directory by HTTP/1.1, RFC 9110 and RFC 9112: {@code serve files}.
 *
 * <p>What a request means is decided by pure functions over its text: {@link
 * mortise.cli.http.RequestTarget}, {@link mortise.cli.http.Preconditions}, {@link
 * mortise.cli.http.ByteRanges}, {@link mortise.cli.http.HttpDate}. {@link
 * mortise.cli.http.FileHandler} does the rest. It serves GET and HEAD; it has no compression, no
 * negotiation and no trailers, and reads no body.
 */
package mortise.cli.http;
