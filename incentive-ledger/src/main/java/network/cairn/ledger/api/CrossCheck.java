package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.light.LightHeader;
import network.cairn.proto.comet.LightBlock;

/// Compares a header that follows from what is believed with what other servers, the witnesses,
/// have at its height, before it is believed (docs/protocol.md §9). Thread-safe.
final class CrossCheck {
  /// Between two looks at a witness that has not got there yet.
  private static final Duration PAUSE = Duration.ofMillis(50);

  /// How long one may take to get there; then it is behind, and rests.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// How long one may take over all that it is asked about one header; then it rests.
  static final Duration LONGEST = Duration.ofSeconds(5);

  /// Whether another header follows from the same, by what its server shows.
  interface Proof {
    /// @throws LedgerUnavailable or UntrustedAnswer if it does not
    LightHeader follow(LightBlock other, LightClient.Source source);
  }

  private final Servers servers;
  private final LongSupplier nanos;
  private final Pause pause;

  CrossCheck(Servers servers, LongSupplier nanos, Pause pause) {
    this.servers = servers;
    this.nanos = nanos;
    this.pause = pause;
  }

  /// Looks for a witness that has the same header. Where none answers, the header stands alone: one
  /// server must do when the others are down.
  ///
  /// @param asked who showed the header
  /// @return what a witness has instead, if that follows too
  Optional<Divergence> check(
      Server asked, Optional<LightHeader> common, LightHeader given, Proof proof) {
    for (Server witness : servers.witnesses(asked)) {
      Limited source = new Limited(witness);
      try {
        Optional<LightBlock> there = source.awaited(given.height());
        if (there.isEmpty()) {
          servers.rest(witness, "is behind: it has no block of height " + given.height() + " yet");
          continue;
        }
        Server.requireHeight(there.get(), given.height());
        if (hash(there.get()).equals(given.hash())) {
          return Optional.empty();
        }
        LightHeader other = proof.follow(there.get(), source);
        return Optional.of(
            new Divergence(
                common.map(LightHeader::toWire),
                side(asked.url(), given),
                side(witness.url(), other)));
      } catch (LedgerUnavailable | UntrustedAnswer e) {
        servers.failed(witness, e);
      }
    }
    return Optional.empty();
  }

  private static Divergence.Side side(URI server, LightHeader header) {
    return new Divergence.Side(server, header.toWire());
  }

  private static ByteString hash(LightBlock block) {
    return Headers.hash(block.getSignedHeader().getHeader());
  }

  /// A witness, for as long as it may take.
  private final class Limited implements LightClient.Source {
    private final Server witness;
    private final long began = nanos.getAsLong();

    Limited(Server witness) {
      this.witness = witness;
    }

    /// @throws LedgerUnavailable if its time is over
    @Override
    public Optional<LightBlock> lightBlock(long height) {
      Duration left = LONGEST.minus(gone());
      if (!left.isPositive()) {
        throw LedgerUnavailable.late("a witness did not show its headers", LONGEST);
      }
      return witness.lightBlock(height, left);
    }

    Optional<LightBlock> awaited(long height) {
      while (true) {
        Optional<LightBlock> there = lightBlock(height);
        if (there.isPresent() || gone().compareTo(PATIENCE) > 0) {
          return there;
        }
        pause.forA(PAUSE);
      }
    }

    private Duration gone() {
      return Duration.ofNanos(nanos.getAsLong() - began);
    }
  }
}
