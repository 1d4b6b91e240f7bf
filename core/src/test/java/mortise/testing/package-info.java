/** The words that the tests of all modules share. Uses the exported packages alone. */
package mortise.testing;
