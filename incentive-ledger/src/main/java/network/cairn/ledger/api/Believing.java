package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.light.Climb;
import network.cairn.ledger.light.LightHeader;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;

/// Which headers that servers show are believed, and how old the newest is (docs/protocol.md §9):
/// those that follow from the network file and that another server, if one answers, has too. Of two
/// chains the servers are told. Thread-safe.
final class Believing implements AutoCloseable {
  private final NetworkFile network;
  private final Servers servers;
  private final Pace pace;
  private final LightClient headers;
  private final CrossCheck check;
  private final Lag lag;
  private final Accusing accusing;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final ClockCheck clocks = new ClockCheck();

  /// The door whose operator trusts genesis's set without end.
  private final Optional<URI> own;

  /// Whether what this client begins with at other doors has been looked at.
  private volatile boolean begun;

  /// @param servers are not closed with this
  /// @param nanos a monotonic clock
  /// @param pause how one waits for a server that is a little behind
  /// @param heads keeps the highest header between runs
  /// @param own the door whose operator trusts genesis's set without end
  Believing(
      NetworkFile network,
      Servers servers,
      Pace pace,
      InstantSource clock,
      LongSupplier nanos,
      Pause pause,
      HeadStore heads,
      Optional<URI> own) {
    this.network = network;
    this.servers = servers;
    this.pace = pace;
    this.headers = new LightClient(network.root(), clock, nanos, heads);
    this.check = new CrossCheck(servers, nanos, pause);
    this.lag = new Lag(servers, nanos);
    this.accusing = new Accusing(pace::interval, pause);
    this.clock = clock;
    this.nanos = nanos;
    this.own = own;
    headers.diverged().ifPresent(kept -> accusing.sendAgain(servers.awake(), kept));
  }

  /// Believes a header, or throws.
  ///
  /// @param server who shows it
  /// @throws UntrustedAnswer if it does not follow from what is believed, or a second chain is seen
  LightHeader believe(Server server, LightBlock block) {
    if (!begun && !own.equals(Optional.of(server.url()))) {
      if (!isFollowed()) {
        Beginnings.requireFounders(server, network, clock.instant());
      }
      begun = true;
    }
    AtomicReference<Optional<Divergence>> seen = new AtomicReference<>(Optional.empty());
    LightHeader header;
    try {
      header =
          headers.believe(
              block,
              server,
              (common, given, proof) -> {
                seen.set(check.check(server, common, given, proof));
                return seen.get();
              });
    } catch (UntrustedAnswer e) {
      // It is kept by now, so that a crash while others are told loses nothing.
      seen.get().ifPresent(both -> accusing.send(servers.awake(), both));
      throw e;
    }
    clocks.saw(header.header(), clock.instant(), nanos.getAsLong());
    return header;
  }

  /// Whether something better than the network file's set alone is trusted: a header of it, or one
  /// that was followed not long ago.
  private boolean isFollowed() {
    return network.trusted().isPresent()
        || headers
            .highest()
            .map(header -> Times.instant(header.getTime()).plus(Climb.TRUSTING_PERIOD))
            .filter(until -> clock.instant().isBefore(until))
            .isPresent();
  }

  /// The highest header that is believed.
  Optional<Header> highest() {
    return headers.highest();
  }

  /// The hash of what a server need not prove again for a height, 0 for the newest.
  Optional<ByteString> known(long height) {
    return headers.known(height);
  }

  /// What helps against a ledger that was set back.
  String cure() {
    return headers.cure();
  }

  /// How old a time is, by this machine's clock; below 0 it is yet to come.
  Duration age(Instant time) {
    return Duration.between(time, clock.instant());
  }

  /// How long no higher header has come, by the monotonic clock.
  Duration still() {
    return clocks.still(nanos.getAsLong());
  }

  /// Whether higher headers than the first have come, and the last of them not long ago.
  boolean goesOn() {
    return still().compareTo(pace.maxAge()) < 0 && clocks.moved();
  }

  /// How far this machine's clock is ahead of the ledger's, as [LedgerClient#clockAhead].
  Optional<Duration> clockAhead() {
    return clocks.ahead(pace.interval());
  }

  /// Asks another server first from now on, if the one that is first stands still.
  void lookForLag() {
    lag.look(still(), pace.interval(), this::height, this::newestHeight);
  }

  private long height() {
    return headers.highest().map(Header::getHeight).orElse(0L);
  }

  /// The height of the newest header that a server shows, which is believed.
  private long newestHeight(Server server) {
    return server.lightBlock(0).map(block -> believe(server, block).height()).orElse(0L);
  }

  @Override
  public void close() {
    accusing.close();
    headers.close();
  }
}
