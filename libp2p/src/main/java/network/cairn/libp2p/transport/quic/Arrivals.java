package network.cairn.libp2p.transport.quic;

import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.AttributeKey;

/// Hands streams that a peer opens to their connection.
final class Arrivals extends ChannelInitializer<QuicStreamChannel> {
  static final AttributeKey<QuicConn> CONN = AttributeKey.valueOf(Arrivals.class, "conn");

  @Override
  protected void initChannel(QuicStreamChannel made) {
    made.parent().attr(CONN).get().arrived(made);
  }
}
