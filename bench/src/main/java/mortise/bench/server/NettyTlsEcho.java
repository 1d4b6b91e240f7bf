package mortise.bench.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.net.InetSocketAddress;

/** {@link NettyEcho} behind TLS: MODE PORT CHAIN KEY, and JDK or OPENSSL for the engine. */
public final class NettyTlsEcho {
  private NettyTlsEcho() {}

  public static void main(String[] arguments) throws Exception {
    ChannelHandler handler = NettyEcho.handler(Mode.of(arguments));
    SslContext tls =
        SslContextBuilder.forServer(new File(arguments[2]), new File(arguments[3]))
            .sslProvider(SslProvider.valueOf(arguments[4]))
            .build();
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(tls.newHandler(channel.alloc()), handler);
                  }
                });
    InetSocketAddress address =
        (InetSocketAddress)
            bootstrap.bind("127.0.0.1", Mode.port(arguments)).sync().channel().localAddress();
    Mode.tell(address.getPort());
    loop.terminationFuture().sync();
  }
}
