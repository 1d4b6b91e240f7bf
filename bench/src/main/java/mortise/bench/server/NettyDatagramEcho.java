package mortise.bench.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Netty with one event loop on epoll, recvmmsg and sendmmsg. With {@code --gso} trains, received by
 * recvmsg: Netty's recvmmsg has no room for the size of their segments.
 */
public final class NettyDatagramEcho {
  private static final int BATCH = 32;
  private static final int DATAGRAM = 2048;
  private static final int TRAIN = 65_535;

  private NettyDatagramEcho() {}

  public static void main(String[] arguments) throws Exception {
    boolean gso = List.of(arguments).contains("--gso");
    int buffer = gso ? TRAIN : BATCH * DATAGRAM;
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(() -> new EpollDatagramChannel(SocketProtocolFamily.INET))
            .option(ChannelOption.SO_RCVBUF, Mode.RECEIVE_BUFFER)
            .option(EpollChannelOption.UDP_GRO, gso)
            .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, gso ? 0 : DATAGRAM)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(buffer))
            .handler(gso ? new Trains() : new Echo());
    InetSocketAddress address =
        (InetSocketAddress)
            bootstrap.bind("127.0.0.1", Mode.port(arguments)).sync().channel().localAddress();
    Mode.tell(address.getPort());
    loop.terminationFuture().sync();
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      context.write(new DatagramPacket(packet.content(), packet.sender()), context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }

  /** Netty hands out the datagrams of a train one by one; they are put together again. */
  private static final class Trains extends ChannelInboundHandlerAdapter {
    private static final int MOST = 64;

    private CompositeByteBuf train;
    private InetSocketAddress sender;
    private int segment;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      int size = packet.content().readableBytes();
      boolean fits =
          train != null
              && packet.sender().equals(sender)
              && size <= segment
              && train.numComponents() < MOST
              && train.readableBytes() + size <= TRAIN - 28;
      if (!fits) {
        send(context);
        train = context.alloc().compositeBuffer(MOST);
        sender = packet.sender();
        segment = size;
      }
      train.addComponent(true, packet.content());
      if (size < segment) {
        send(context);
      }
    }

    private void send(ChannelHandlerContext context) {
      if (train == null) {
        return;
      }
      DatagramPacket packet =
          train.numComponents() > 1
              ? new SegmentedDatagramPacket(train, segment, sender)
              : new DatagramPacket(train, sender);
      train = null;
      context.write(packet, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      send(context);
      context.flush();
    }
  }
}
