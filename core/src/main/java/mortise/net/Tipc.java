package mortise.net;

import java.util.Locale;
import mortise.sys.LinuxTipc;
import org.jspecify.annotations.Nullable;

/**
 * An address in a TIPC cluster, {@code struct sockaddr_tipc}. What the last three components are
 * depends on the kind:
 *
 * <ul>
 *   <li>{@link Kind#RANGE}: the type of a service, the lower and the upper end of its instances
 *   <li>{@link Kind#SERVICE}: the type of a service, its instance, the node to look at (0 for all)
 *   <li>{@link Kind#SOCKET}: the port's reference, its node, 0
 * </ul>
 *
 * @param kind which of them the address is
 * @param scope the scope in which a binding is published; 0 for a destination address
 */
public record Tipc(Kind kind, int scope, int first, int second, int third) implements Address {
  /** What a TIPC address names. */
  public enum Kind {
    /** All instances of a service in a range, to bind and to send to all (TIPC_ADDR_NAMESEQ). */
    RANGE(LinuxTipc.TIPC_SERVICE_RANGE),
    /** One instance of a service (TIPC_ADDR_NAME). */
    SERVICE(LinuxTipc.TIPC_SERVICE_ADDR),
    /** A socket by its own number (TIPC_ADDR_ID). */
    SOCKET(LinuxTipc.TIPC_SOCKET_ADDR);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** Returns the {@code addrtype} of a {@code struct sockaddr_tipc}. */
    public int number() {
      return number;
    }

    /** The kind with a number of the kernel's, or null. */
    static @Nullable Kind of(int number) {
      for (Kind kind : values()) {
        if (kind.number == number) {
          return kind;
        }
      }
      return null;
    }
  }

  /** {@link #scope}: as {@link #CLUSTER_SCOPE} (TIPC_ZONE_SCOPE). */
  public static final int ZONE_SCOPE = LinuxTipc.TIPC_ZONE_SCOPE;

  /** {@link #scope}: the whole cluster (TIPC_CLUSTER_SCOPE). */
  public static final int CLUSTER_SCOPE = LinuxTipc.TIPC_CLUSTER_SCOPE;

  /** {@link #scope}: this node (TIPC_NODE_SCOPE). */
  public static final int NODE_SCOPE = LinuxTipc.TIPC_NODE_SCOPE;

  /** The type of the service that configures TIPC (TIPC_CFG_SRV). */
  public static final int CONFIGURATION_SERVICE = LinuxTipc.TIPC_CFG_SRV;

  /** The type of the topology service, which reports new and removed services (TIPC_TOP_SRV). */
  public static final int TOPOLOGY_SERVICE = LinuxTipc.TIPC_TOP_SRV;

  /** A subscription: an event for each port (TIPC_SUB_PORTS). */
  public static final int SUBSCRIBE_PORTS = LinuxTipc.TIPC_SUB_PORTS;

  /** A subscription: an event for the first and the last port (TIPC_SUB_SERVICE). */
  public static final int SUBSCRIBE_SERVICE = LinuxTipc.TIPC_SUB_SERVICE;

  /** A subscription is taken back (TIPC_SUB_CANCEL). */
  public static final int SUBSCRIPTION_CANCEL = LinuxTipc.TIPC_SUB_CANCEL;

  /** A subscription that does not end (TIPC_WAIT_FOREVER). */
  public static final int WAIT_FOREVER = LinuxTipc.TIPC_WAIT_FOREVER;

  /** An event: a service came (TIPC_PUBLISHED). */
  public static final int PUBLISHED = LinuxTipc.TIPC_PUBLISHED;

  /** An event: a service went (TIPC_WITHDRAWN). */
  public static final int WITHDRAWN = LinuxTipc.TIPC_WITHDRAWN;

  /** An event: a subscription's time is up (TIPC_SUBSCR_TIMEOUT). */
  public static final int SUBSCRIPTION_TIMEOUT = LinuxTipc.TIPC_SUBSCR_TIMEOUT;

  public Tipc {
    if (scope < -128 || scope > 127) {
      throw new IllegalArgumentException("TIPC scope " + scope + " is not in -128..127");
    }
  }

  /** A range of instances, known in the whole cluster. */
  public static Tipc ofRange(int type, int lower, int upper) {
    return new Tipc(Kind.RANGE, CLUSTER_SCOPE, type, lower, upper);
  }

  /** One instance, wherever it is in the cluster. */
  public static Tipc ofService(int type, int instance) {
    return new Tipc(Kind.SERVICE, CLUSTER_SCOPE, type, instance, 0);
  }

  /** A socket by its own number. */
  public static Tipc ofSocket(int reference, int node) {
    return new Tipc(Kind.SOCKET, CLUSTER_SCOPE, reference, node, 0);
  }

  /** This address with another scope. */
  public Tipc withScope(int scope) {
    return new Tipc(kind, scope, first, second, third);
  }

  @Override
  public Family family() {
    return Family.TIPC;
  }

  /** {@code tipc:range:18888:0:9}: the kind and its numbers, unsigned. */
  @Override
  public String toString() {
    String numbers = ":" + Integer.toUnsignedString(first) + ":" + Integer.toUnsignedString(second);
    String last = kind == Kind.SOCKET ? "" : ":" + Integer.toUnsignedString(third);
    return "tipc:" + kind.name().toLowerCase(Locale.ROOT) + numbers + last;
  }
}
