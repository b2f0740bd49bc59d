package network.cairn.libp2p.swarm;

import java.time.Duration;
import network.cairn.libp2p.host.StreamBounds;

/// How one inbound stream is admitted: by its handler's word, or, where the protocol was given no
/// bounds, by the first bytes that go either way. Used by the stream's reader and writer.
final class Admission {
  private static final int PER_PEER = 256;
  private static final int PER_NETWORK = 512;
  private static final int IN_ALL = 1_024;

  private final InboundStreamPlaces.Place place;
  private final StreamBounds bounds;
  private final boolean byItself;
  private final long requestBy;
  private volatile boolean requested;

  private Admission(
      InboundStreamPlaces.Place place, StreamBounds bounds, boolean byItself, long requestBy) {
    this.place = place;
    this.bounds = bounds;
    this.byItself = byItself;
    this.requestBy = requestBy;
  }

  /// @param requestBy when the first request must have been read, by the scheduler's clock
  static Admission byHandler(InboundStreamPlaces.Place place, StreamBounds bounds, long requestBy) {
    return new Admission(place, bounds, false, requestBy);
  }

  static Admission byItself(InboundStreamPlaces.Place place, String protocol) {
    StreamBounds bounds = new StreamBounds(protocol, PER_PEER, PER_NETWORK, IN_ALL, Duration.ZERO);
    return new Admission(place, bounds, true, Long.MAX_VALUE);
  }

  boolean admit() {
    requested = true;
    return place.take(bounds);
  }

  void rest() {
    place.rest();
  }

  /// Bytes went; false if the stream is not admitted by them.
  boolean spoken() {
    return !byItself || requested || admit();
  }

  /// The deadline that holds where the handler asks for this one.
  long capped(long deadline) {
    return requested ? deadline : Math.min(deadline, requestBy);
  }
}
