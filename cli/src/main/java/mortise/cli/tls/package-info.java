/** What the verbs that speak TLS share: names, passwords of keys, and DTLS as a connection. */
package mortise.cli.tls;
