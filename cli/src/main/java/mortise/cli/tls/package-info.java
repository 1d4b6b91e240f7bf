/**
 * Certificates as the verbs that speak TLS need them: made on the spot, and told apart by people.
 */
package mortise.cli.tls;
