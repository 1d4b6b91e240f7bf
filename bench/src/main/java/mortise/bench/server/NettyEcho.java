package mortise.bench.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Netty with one event loop, or {@code --loops N}, on epoll or with {@code --uring} on io_uring.
 */
public final class NettyEcho {
  /** As many entries as the server in C has. */
  private static final int RING_SIZE = 4096;

  private NettyEcho() {}

  public static void main(String[] arguments) throws Exception {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(handler(Mode.of(arguments)));
    int loops = Mode.number(arguments, "--loops", 1);
    EventLoopGroup loop =
        List.of(arguments).contains("--uring") ? uring(bootstrap, loops) : epoll(bootstrap, loops);
    InetSocketAddress address =
        (InetSocketAddress)
            bootstrap.bind("127.0.0.1", Mode.port(arguments)).sync().channel().localAddress();
    Mode.tell(address.getPort());
    loop.terminationFuture().sync();
  }

  static ChannelHandler handler(Mode mode) {
    return mode.echoes() ? new Echo() : new Sink();
  }

  private static EventLoopGroup epoll(ServerBootstrap bootstrap, int loops) {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(loops, EpollIoHandler.newFactory());
    bootstrap.group(loop).channel(EpollServerSocketChannel.class);
    return loop;
  }

  private static EventLoopGroup uring(ServerBootstrap bootstrap, int loops) {
    IoUringIoHandlerConfig config = new IoUringIoHandlerConfig().setRingSize(RING_SIZE);
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(loops, IoUringIoHandler.newFactory(config));
    bootstrap.group(loop).channel(IoUringServerSocketChannel.class);
    return loop;
  }

  @Sharable
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      context.write(bytes, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  @Sharable
  private static final class Sink extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      ReferenceCountUtil.release(bytes);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
