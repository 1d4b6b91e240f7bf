/**
 * The structs of libc and the kernel: a layout and accessors for each, under the C names.
 *
 * <p>A class mirrors one struct. Its {@code LAYOUT} is compared with the system's headers by a
 * test; its accessors take the segment that holds the struct. Nothing here calls a function.
 */
package mortise.sys.struct;
