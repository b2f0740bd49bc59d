package network.cairn.libp2p.transport.quic;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamLimitChangedEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the codec says of a connection. Used by the event loop alone.
final class ConnEvents extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(ConnEvents.class);

  private final QuicConn conn;
  private final CompletableFuture<QuicConn> proof;

  /// @param proof completed once the peer is proved, or never will be
  ConnEvents(QuicConn conn, CompletableFuture<QuicConn> proof) {
    this.conn = conn;
    this.proof = proof;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    try {
      conn.prove();
      proof.complete(conn);
    } catch (IOException e) {
      proof.completeExceptionally(e);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof QuicStreamChannel) {
      ctx.fireChannelRead(message);
    } else {
      // A datagram: it has done what it was sent for.
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof QuicStreamLimitChangedEvent) {
      conn.mayOpen();
    } else if (event instanceof QuicConnectionCloseEvent close) {
      conn.closing(close);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("{}: {}", conn, cause.getMessage());
    proof.completeExceptionally(conn.refusal(cause));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    conn.gone();
    proof.completeExceptionally(
        conn.refusal(new IOException("the peer ended the connection" + conn.closeReason())));
  }
}
