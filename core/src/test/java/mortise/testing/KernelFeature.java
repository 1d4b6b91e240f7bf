package mortise.testing;

import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import mortise.net.Alg;
import mortise.net.Errno;
import mortise.net.Family;
import mortise.net.Protocol;
import mortise.net.RawAddress;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.TcpOption;
import mortise.net.Type;

/**
 * What some kernels have, by configuration or by a module. Each is looked for once, by its use;
 * that loads its module where the kernel may load one.
 */
public enum KernelFeature {
  /** Connections of this machine to itself by vsock(7). */
  VSOCK("vsock loopback (module vsock_loopback)", KernelFeature::vsock),
  /** Hashes, ciphers and random numbers of the kernel. */
  ALG("AF_ALG with sha256 (modules algif_*)", KernelFeature::alg),
  /** SCTP, sctp(7). */
  SCTP("SCTP (module sctp)", () -> open(Family.INET, Type.STREAM, Protocol.SCTP)),
  /** TIPC within this node. */
  TIPC("TIPC (module tipc)", () -> open(Family.TIPC, Type.STREAM, Protocol.DEFAULT)),
  /** CAN, and virtual buses for it. */
  CAN("virtual CAN buses (modules can_raw, vcan)", () -> inNetwork("ip link add vcan0 type vcan")),
  /** Reliable datagrams, over TCP. */
  RDS("RDS (modules rds, rds_tcp)", () -> open(Family.RDS, Type.SEQPACKET, Protocol.DEFAULT)),
  /** The messages of Qualcomm's processors, within this node. */
  QIPCRTR("QIPCRTR (module qrtr)", () -> open(Family.QIPCRTR, Type.DGRAM, Protocol.DEFAULT)),
  /** Sockets that use shared memory or RDMA where they can, and else TCP. */
  SMC("SMC (module smc)", () -> open(Family.SMC, Type.STREAM, Protocol.DEFAULT)),
  /** Multipath TCP. */
  MPTCP("multipath TCP", () -> open(Family.INET, Type.STREAM, Protocol.MPTCP)),
  /** UDP with partial checksums, RFC 3828. */
  UDPLITE("UDP-Lite", () -> open(Family.INET, Type.DGRAM, Protocol.UDPLITE)),
  /** TLS records by the kernel, on TCP sockets. */
  KTLS("kernel TLS of Linux 6.12 (module tls)", KernelFeature::ktls),
  /** Loss, delay, duplicates and reordering by tc(8). */
  NETEM(
      "tc's netem (module sch_netem)", () -> inNetwork("tc qdisc add dev lo root netem delay 1ms"));

  private final String words;
  private final Probe probe;

  /** The reason why it is not there, empty when it is, null before the probe. */
  private String missing;

  KernelFeature(String words, Probe probe) {
    this.words = words;
    this.probe = probe;
  }

  private interface Probe {
    void run() throws IOException, InterruptedException;
  }

  /** Whether this machine has it. */
  public boolean isThere() {
    return missing().isEmpty();
  }

  /** The sentence that says it is not there; empty when it is. */
  public synchronized String missing() {
    if (missing == null) {
      try {
        probe.run();
        missing = "";
      } catch (IOException e) {
        missing =
            "this kernel (" + System.getProperty("os.version") + ") has no " + words + ": " + e;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return missing;
  }

  private static void open(Family family, Type type, Protocol protocol) throws IOException {
    Socket.open(family, type, protocol).close();
  }

  private static void vsock() throws IOException {
    // struct sockaddr_vm behind the family: two bytes of zero, any port, the local CID 1, zeros.
    byte[] local = {0, 0, -1, -1, -1, -1, 1, 0, 0, 0, 0, 0, 0, 0};
    try (Socket socket = Socket.open(Family.VSOCK, Type.STREAM)) {
      socket.bind(RawAddress.of(Family.VSOCK, local));
    }
  }

  /** With the module, the socket lacks only a connection. */
  private static void ktls() throws IOException {
    if (System.getProperty("os.version").matches("([1-5]|6\\.([0-9]|1[01]))\\..*")) {
      throw new IOException("Linux " + System.getProperty("os.version") + " is too old");
    }
    try (Socket socket = Socket.open()) {
      socket.option(TcpOption.TCP_ULP, "tls");
    } catch (SocketException e) {
      if (!(e instanceof SocketFailure failure && failure.errno().equals(Errno.ENOTCONN))) {
        throw e;
      }
    }
  }

  private static void alg() throws IOException {
    try (Socket socket = Socket.open(Family.ALG, Type.SEQPACKET)) {
      socket.bind(Alg.of("hash", "sha256"));
    }
  }

  /** Runs a command in a network of its own. */
  private static void inNetwork(String command) throws IOException, InterruptedException {
    List<String> unshare =
        List.of("unshare", Needs.isRoot() ? "-n" : "-rn", "sh", "-c", command + " 2>&1");
    Process process = new ProcessBuilder(unshare).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes()).strip();
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + output);
    }
  }
}
