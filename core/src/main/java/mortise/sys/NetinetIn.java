package mortise.sys;

@Header("netinet/in.h")
public final class NetinetIn {
  public static final int IPPROTO_TCP = 6;
  public static final int IPPROTO_IPV6 = 41;
  public static final int IPV6_V6ONLY = 26;

  private NetinetIn() {}
}
