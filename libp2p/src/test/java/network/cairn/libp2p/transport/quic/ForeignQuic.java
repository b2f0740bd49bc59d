package network.cairn.libp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import network.cairn.base.time.RealScheduler;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.security.tls.HostCertificate;

/// A QUIC program of another protocol, with a certificate that a libp2p host could show.
final class ForeignQuic implements AutoCloseable {
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final HostCertificate shown =
      HostCertificate.make(QuicPair.identity(9), new SecureRandom(), new RealScheduler());
  private final String protocol;
  private final Channel server;

  ForeignQuic(String protocol) {
    this.protocol = protocol;
    this.server =
        bind(
            new QuicServerCodecBuilder()
                .sslContext(
                    QuicSslContextBuilder.forServer(shown.keys(), null)
                        .applicationProtocols(protocol)
                        .build())
                .maxIdleTimeout(5, TimeUnit.SECONDS)
                .initialMaxData(1000)
                .initialMaxStreamsBidirectional(1)
                .tokenHandler(null)
                .handler(new Nothing())
                .streamHandler(new Nothing())
                .build());
  }

  private Channel bind(ChannelHandler codec) {
    return new Bootstrap()
        .group(loop)
        .channel(NioDatagramChannel.class)
        .handler(codec)
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .syncUninterruptibly()
        .channel();
  }

  Multiaddr address() {
    return QuicAddress.multiaddr((InetSocketAddress) server.localAddress());
  }

  /// Dials, and waits to be refused.
  void isRefusedBy(InetSocketAddress victim) {
    Channel client =
        bind(
            new QuicClientCodecBuilder()
                .sslContext(
                    QuicSslContextBuilder.forClient()
                        .keyManager(shown.keys(), null)
                        .trustManager(shown.trust())
                        .applicationProtocols(protocol)
                        .build())
                .maxIdleTimeout(5, TimeUnit.SECONDS)
                .initialMaxData(1000)
                .build());
    Future<QuicChannel> dialled =
        QuicChannel.newBootstrap(client)
            .handler(new Nothing())
            .streamHandler(new Nothing())
            .remoteAddress(victim)
            .connect()
            .awaitUninterruptibly();
    if (dialled.isSuccess()) {
      assertThat(dialled.getNow().closeFuture().awaitUninterruptibly(60_000)).isTrue();
    }
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2000);
  }

  @ChannelHandler.Sharable
  private static final class Nothing extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // A refusal, which shows as the end of the connection.
    }
  }
}
