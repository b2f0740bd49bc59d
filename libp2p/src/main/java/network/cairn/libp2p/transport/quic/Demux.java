package network.cairn.libp2p.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/// Tells datagrams of connections that this host dialled from the others, so that one socket serves
/// both: the former carry an id that this host chose and registered here. Comes first in a socket's
/// pipeline, then the codec for inbound connections, then the one for dialled ones. Used by the
/// event loop alone.
///
/// What is too short to begin a connection (RFC 9000, 14.1) and belongs to none ends here.
final class Demux extends ChannelInboundHandlerAdapter {
  /// Every id that this host chooses is so long.
  static final int ID_BYTES = 20;

  static final String INBOUND = "inbound";

  private static final int SMALLEST_FIRST = 1200;
  private static final int LONG_HEADER = 0x80;
  private static final int ID_LENGTH_AT = 5;

  private final Set<ByteBuffer> dialled = new HashSet<>();
  private boolean accepting = true;

  void add(byte[] id) {
    dialled.add(ByteBuffer.wrap(id));
  }

  void remove(byte[] id) {
    dialled.remove(ByteBuffer.wrap(id));
  }

  int dialled() {
    return dialled.size();
  }

  /// From now on no connection begins.
  void refuse() {
    accepting = false;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    if (isDialled(packet.content())) {
      afterInbound(ctx).fireChannelRead(packet);
    } else if (hasListener(ctx) && mayPass(packet.content())) {
      ctx.fireChannelRead(packet);
    } else {
      packet.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (hasListener(ctx)) {
      ctx.fireChannelReadComplete();
    }
    afterInbound(ctx).fireChannelReadComplete();
  }

  private static boolean hasListener(ChannelHandlerContext ctx) {
    return ctx.pipeline().context(INBOUND) != null;
  }

  /// The place in the pipeline from which only the codec of dialled connections follows.
  private static ChannelHandlerContext afterInbound(ChannelHandlerContext ctx) {
    ChannelHandlerContext inbound = ctx.pipeline().context(INBOUND);
    return inbound == null ? ctx : inbound;
  }

  private boolean isDialled(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int from = at + 1;
    if (isLong(bytes)) {
      if (bytes.readableBytes() <= ID_LENGTH_AT
          || bytes.getUnsignedByte(at + ID_LENGTH_AT) != ID_BYTES) {
        return false;
      }
      from = at + ID_LENGTH_AT + 1;
    }
    if (bytes.writerIndex() - from < ID_BYTES) {
      return false;
    }
    byte[] id = new byte[ID_BYTES];
    bytes.getBytes(from, id);
    return dialled.contains(ByteBuffer.wrap(id));
  }

  /// Only a datagram with a long header can begin a connection.
  private boolean mayPass(ByteBuf bytes) {
    return !isLong(bytes)
        || !isFirst(bytes)
        || accepting && bytes.readableBytes() >= SMALLEST_FIRST;
  }

  private static boolean isLong(ByteBuf bytes) {
    return bytes.isReadable() && (bytes.getUnsignedByte(bytes.readerIndex()) & LONG_HEADER) != 0;
  }

  /// An Initial packet of version 1, or any of a version that is not known.
  private static boolean isFirst(ByteBuf bytes) {
    int at = bytes.readerIndex();
    return bytes.readableBytes() < ID_LENGTH_AT
        || bytes.getInt(at + 1) != 1
        || (bytes.getUnsignedByte(at) & 0x30) == 0;
  }
}
