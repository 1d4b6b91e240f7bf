/**
 * What the verbs that speak TLS share: certificates that are made on the spot and told apart by
 * people, and DTLS as a connection.
 */
package mortise.cli.tls;
