package network.cairn.libp2p.transport.quic;

import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.util.concurrent.CompletableFuture;
import network.cairn.libp2p.host.StreamReset;

/// Hands a stream that this host opens to its connection and to whoever waits for it.
final class Opened extends ChannelInitializer<QuicStreamChannel> {
  private final QuicConn conn;
  private final CompletableFuture<QuicStream> waiting;

  Opened(QuicConn conn, CompletableFuture<QuicStream> waiting) {
    this.conn = conn;
    this.waiting = waiting;
  }

  @Override
  protected void initChannel(QuicStreamChannel made) {
    QuicStream stream = conn.add(made);
    if (!waiting.complete(stream)) {
      stream.reset(StreamReset.NONE);
    }
  }
}
