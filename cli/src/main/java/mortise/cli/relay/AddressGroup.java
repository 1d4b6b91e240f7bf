package mortise.cli.relay;

/** What an address may be, as far as options go. */
enum AddressGroup {
  ANY,
  LISTENING,
  DIALLING,
  SOCKET,
  INTERNET,
  TCP,
  DATAGRAM,
  TLS,
  TLS_LISTENING,
  TLS_DIALLING,
  NAMED,
  FILE,
  PROGRAM,
  PTY,
  HUB,
  HUB_STREAM
}
