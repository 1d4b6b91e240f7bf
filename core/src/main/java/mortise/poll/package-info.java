/**
 * L1: a descriptor that parks its caller.
 *
 * <p>Every descriptor is non-blocking inside. {@link Descriptor} holds the one loop in which a call
 * is tried, parked on EAGAIN and tried again; EINTR and EINPROGRESS end here as well. A {@link
 * Poller} reports which descriptors became ready. Virtual threads and platform threads take the
 * same path.
 *
 * <p>Results are what the call returned, {@code -errno}, or one of the numbers of {@link Outcome}.
 *
 * <p>May use: {@code sys}. Knows nothing of addresses, options and protocols.
 */
package mortise.poll;
