/**
 * The main class of the executable jar. May use: what Java 8 has, and nothing of mortise, which is
 * loaded by name.
 */
package mortise.executable;
