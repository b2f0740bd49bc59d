package network.cairn.libp2p.security.noise;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.io.Watchdog;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.HandshakeFailed.Reason;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.security.Security;
import network.cairn.libp2p.transport.RawConn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Secures connections by Noise XX (libp2p specs, noise). Thread-safe.
///
/// The static key lives as long as this object, so that the identity signs once; ephemeral keys are
/// fresh per handshake. The peer's id is always compared with the expected one. Bounds: handshake
/// payload 4 KiB, records 65,535 bytes, 2^32-2 records per direction, then the connection closes.
public final class Noise implements Security {
  /// The id for multistream-select.
  public static final String PROTOCOL = "/noise";

  private static final Logger LOG = LoggerFactory.getLogger(Noise.class);
  private static final byte[] NONE = new byte[0];

  private final List<String> muxers;
  private final RandomGenerator random;
  private final Scheduler scheduler;
  private final DhKey staticKey;
  private final byte[] payload;

  /// @param muxers the muxers offered within the handshake, best first; offer one only, since
  ///   js-libp2p chooses by the other side's order
  /// @param random a `SecureRandom`; anything else only in simulations
  public Noise(
      PrivateKey identity, List<String> muxers, RandomGenerator random, Scheduler scheduler) {
    this.muxers = List.copyOf(muxers);
    this.random = random;
    this.scheduler = scheduler;
    this.staticKey = DhKey.generate(random);
    this.payload = Payload.encode(identity, staticKey.point(), muxers);
  }

  @Override
  public String protocol() {
    return PROTOCOL;
  }

  @Override
  public SecureConn secure(RawConn raw, boolean dialer, Optional<PeerId> expected, Duration timeout)
      throws IOException {
    try (Watchdog watchdog = Watchdog.arm(scheduler, timeout, raw::close)) {
      try {
        return dialer ? initiate(raw, expected) : respond(raw, expected);
      } catch (IOException e) {
        raw.close();
        LOG.debug("noise handshake with {} failed: {}", raw.remoteAddress(), e.getMessage());
        throw watchdog.fired()
            ? new IOException(
                "noise handshake with " + raw.remoteAddress() + " took over " + timeout, e)
            : e;
      }
    }
  }

  private SecureConn initiate(RawConn raw, Optional<PeerId> expected) throws IOException {
    NoiseMessageReader frames = new NoiseMessageReader(raw);
    Handshake handshake = new Handshake(NONE, staticKey, DhKey.generate(random));
    send(raw, handshake.writeFirst(NONE));
    byte[] message =
        receive(frames, Handshake.SECOND_OVERHEAD, Handshake.SECOND_OVERHEAD + Payload.MAX_BYTES);
    Payload theirs = Payload.decode(handshake.readSecond(message), handshake.theirStatic());
    check(theirs, expected);
    send(raw, handshake.writeThird(payload));
    var keys = handshake.split();
    var session =
        new NoiseConn.Session(PeerId.of(theirs.identity()), firstCommon(muxers, theirs.muxers()));
    return new NoiseConn(raw, frames, session, keys.fromInitiator(), keys.fromResponder());
  }

  private SecureConn respond(RawConn raw, Optional<PeerId> expected) throws IOException {
    NoiseMessageReader frames = new NoiseMessageReader(raw);
    Handshake handshake = new Handshake(NONE, staticKey, DhKey.generate(random));
    handshake.readFirst(receive(frames, Handshake.FIRST_BYTES, Handshake.FIRST_BYTES));
    send(raw, handshake.writeSecond(payload));
    byte[] message =
        receive(frames, Handshake.THIRD_OVERHEAD, Handshake.THIRD_OVERHEAD + Payload.MAX_BYTES);
    Payload theirs = Payload.decode(handshake.readThird(message), handshake.theirStatic());
    check(theirs, expected);
    var keys = handshake.split();
    var session =
        new NoiseConn.Session(PeerId.of(theirs.identity()), firstCommon(theirs.muxers(), muxers));
    return new NoiseConn(raw, frames, session, keys.fromResponder(), keys.fromInitiator());
  }

  /// The first of the initiator's muxers that the responder has too.
  private static Optional<String> firstCommon(List<String> initiators, List<String> responders) {
    return initiators.stream().filter(responders::contains).findFirst();
  }

  private static void check(Payload theirs, Optional<PeerId> expected) throws HandshakeFailed {
    PeerId proved = PeerId.of(theirs.identity());
    if (expected.isPresent() && !expected.get().equals(proved)) {
      throw new HandshakeFailed(
          Reason.WRONG_PEER, "expected " + expected.get() + ", the peer proved to be " + proved);
    }
  }

  private static void send(RawConn raw, byte[] message) throws IOException {
    byte[] frame = new byte[NoiseMessageReader.PREFIX + message.length];
    frame[0] = (byte) (message.length >> 8);
    frame[1] = (byte) message.length;
    System.arraycopy(message, 0, frame, NoiseMessageReader.PREFIX, message.length);
    raw.write(frame, 0, frame.length);
  }

  private static byte[] receive(NoiseMessageReader frames, int min, int max) throws IOException {
    int length = frames.next(min, max);
    if (length < 0) {
      throw new EOFException("the peer closed the connection during the handshake");
    }
    return frames.copy(length);
  }
}
