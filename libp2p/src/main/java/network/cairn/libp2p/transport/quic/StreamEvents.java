package network.cairn.libp2p.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamResetException;
import network.cairn.libp2p.host.StreamReset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the codec says of a stream. Used by the event loop alone.
///
/// A read is always asked for unless the stream holds as much unread as it may: a reset of the peer
/// is only heard by reading.
final class StreamEvents extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(StreamEvents.class);

  private final QuicStream stream;

  StreamEvents(QuicStream stream) {
    this.stream = stream;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      stream.arrived(ByteBufUtil.getBytes(bytes));
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (stream.wantsMore()) {
      ctx.read();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      stream.finished();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof QuicStreamResetException reset) {
      stream.remoteReset(Math.max(0, reset.applicationProtocolCode()));
    } else {
      LOG.debug("{}: {}", stream, cause.getMessage());
      stream.remoteReset(StreamReset.NONE);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stream.gone();
  }
}
