package mortise.sys;

@Header("netinet/tcp.h")
public final class NetinetTcp {
  public static final int TCP_NODELAY = 1;

  private NetinetTcp() {}
}
