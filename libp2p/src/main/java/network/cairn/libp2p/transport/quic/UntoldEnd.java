package network.cairn.libp2p.transport.quic;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a peer has ended a stream, or reads no more of it, and the codec did not say so.
///
/// It does not say that a peer reads no more where both halves of the stream are over by that:
/// quiche forgets the stream, and what is written waits for room for ever.
///
/// It says nothing where the end comes together with bytes that were read already, as a peer sends
/// them again that were not acknowledged in time: quiche drops such a frame as known and calls the
/// stream not readable, yet counts it as finished. The codec has no public way to ask for that, so
/// it is asked by what it keeps to itself; a version without it makes such streams wait for their
/// deadline. Used by the event loop alone.
final class UntoldEnd {
  private static final Logger LOG = LoggerFactory.getLogger(UntoldEnd.class);
  private static final String ROOM = "io.netty.handler.codec.quic.";

  /// @param connection of a channel
  /// @param isFreed whether a connection's memory is gone
  /// @param address where a connection is
  /// @param isFinished of an address and a stream's number
  /// @param room for how many bytes of a stream, below 0 if it takes none any more
  private record Codec(
      MethodHandle connection,
      MethodHandle isFreed,
      MethodHandle address,
      MethodHandle isFinished,
      MethodHandle room) {}

  /// Said where there is no room now.
  private static final long DONE = -1;

  private static final Optional<Codec> CODEC = find();

  private UntoldEnd() {}

  private static Optional<Codec> find() {
    try {
      Class<?> quiche = Class.forName(ROOM + "Quiche");
      Class<?> channel = Class.forName(ROOM + "QuicheQuicChannel");
      Class<?> connection = Class.forName(ROOM + "QuicheQuicConnection");
      MethodHandles.Lookup own = MethodHandles.lookup();
      MethodHandles.Lookup held = MethodHandles.privateLookupIn(channel, own);
      MethodHandles.Lookup of = MethodHandles.privateLookupIn(connection, own);
      MethodHandles.Lookup codec = MethodHandles.privateLookupIn(quiche, own);
      return Optional.of(
          new Codec(
              held.findGetter(channel, "connection", connection),
              of.findVirtual(connection, "isFreed", MethodType.methodType(boolean.class)),
              of.findVirtual(connection, "address", MethodType.methodType(long.class)),
              codec.findStatic(
                  quiche,
                  "quiche_conn_stream_finished",
                  MethodType.methodType(boolean.class, long.class, long.class)),
              codec.findStatic(
                  quiche,
                  "quiche_conn_stream_capacity",
                  MethodType.methodType(long.class, long.class, long.class))));
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn(
          "this version of the QUIC codec does not tell of ends that come twice: {}", e.toString());
      return Optional.empty();
    }
  }

  /// Whether it can be asked for.
  static boolean isKnown() {
    return CODEC.isPresent();
  }

  /// Whether all that the peer will ever send on a stream was read; said of one that the codec does
  /// not know, too.
  static boolean isOf(QuicStreamChannel stream) {
    return ask(stream, (codec, at) -> (boolean) codec.isFinished().invoke(at, stream.streamId()));
  }

  /// Whether nothing can be written any more to a stream to which something was.
  static boolean isStopOf(QuicStreamChannel stream) {
    return ask(
        stream,
        (codec, at) -> {
          long room = (long) codec.room().invoke(at, stream.streamId());
          return room < 0 && room != DONE;
        });
  }

  private interface Question {
    boolean ask(Codec codec, long at) throws Throwable;
  }

  private static boolean ask(QuicStreamChannel stream, Question question) {
    if (CODEC.isEmpty()) {
      return false;
    }
    Codec codec = CODEC.get();
    QuicChannel channel = stream.parent();
    try {
      Object connection = codec.connection().invoke(channel);
      return connection != null
          && !(boolean) codec.isFreed().invoke(connection)
          && question.ask(codec, (long) codec.address().invoke(connection));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the QUIC codec cannot be asked for a stream's end", e);
    }
  }
}
