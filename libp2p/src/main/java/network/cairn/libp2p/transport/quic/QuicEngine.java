package network.cairn.libp2p.transport.quic;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.security.tls.HostCertificate;

/// What every socket of a host shares: the thread, the certificate, the bounds.
///
/// @param loop one thread
record QuicEngine(
    EventLoopGroup loop,
    HostCertificate certificate,
    QuicSslContext inbound,
    QuicSslContext outbound,
    QuicLimits limits,
    SecureRandom random,
    Scheduler scheduler) {
  /// The only protocol of the handshake; the streams' own are agreed on each of them.
  static final String ALPN = "libp2p";

  /// Whether the native codec is here; it is loaded now if it was not before.
  static boolean isLoaded() {
    return Quic.isAvailable();
  }

  /// Loads the native codec and starts the thread.
  ///
  /// @throws IOException if there is no codec for this platform
  static QuicEngine start(
      HostCertificate certificate, QuicLimits limits, SecureRandom random, Scheduler scheduler)
      throws IOException {
    Throwable missing = Quic.unavailabilityCause();
    if (missing != null) {
      throw new IOException(
          "QUIC is off: its native codec does not load on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + " ("
              + missing
              + "); TCP works without it",
          missing);
    }
    QuicSslContext inbound =
        QuicSslContextBuilder.forServer(certificate.keys(), null)
            .trustManager(certificate.trust())
            .clientAuth(ClientAuth.REQUIRE)
            .applicationProtocols(ALPN)
            .build();
    QuicSslContext outbound =
        QuicSslContextBuilder.forClient()
            .keyManager(certificate.keys(), null)
            .trustManager(certificate.trust())
            .applicationProtocols(ALPN)
            .build();
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, Thread.ofPlatform().daemon().name("quic").factory(), NioIoHandler.newFactory());
    return new QuicEngine(loop, certificate, inbound, outbound, limits, random, scheduler);
  }

  /// Takes a future whose outcome shows elsewhere: as an event of its channel, or to whoever waits.
  static void shownElsewhere(Future<?> outcome) {}

  /// Ends the thread once it has sent what is queued; waits at most a second.
  void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }
}
