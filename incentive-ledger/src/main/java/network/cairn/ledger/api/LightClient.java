package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import network.cairn.base.units.ClockOff;
import network.cairn.ledger.chain.CommitCheck;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.LightVerifier;
import network.cairn.ledger.chain.LightVerifier.Verdict;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;

/// Follows the headers of a chain from its network file, through changes of its validators
/// (docs/protocol.md §9).
///
/// Upwards headers of the network file's set are believed as long as no other set was followed,
/// else CometBFT's light verification from the highest believed header decides, with headers
/// between where one step is too far. Downwards only the hashes of the blocks before do, whoever
/// signed: the same validators can have signed a second chain. Thread-safe; upwards asks the source
/// for headers only when the set is not the network file's, and for the highest believed one when a
/// header does not directly follow it: a chain that no longer has it is refused. The highest is
/// kept between runs.
final class LightClient implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LightClient.class.getName());

  /// How long what is kept may lag behind what is believed: a write is a sync of the disk.
  private static final Duration KEEP_EVERY = Duration.ofSeconds(10);

  /// How long after its time a header of another set than the network file's may be followed from.
  private static final Duration TRUSTING_PERIOD = Duration.ofDays(14);

  /// How far ahead of this clock a header's time may be.
  static final Duration CLOCK_DRIFT = Duration.ofSeconds(60);

  /// Believed headers that are remembered, the highest ones.
  static final int KEPT = 64;

  /// How often others may have followed the chain meanwhile.
  private static final int MOST_OVERTAKEN = 16;

  /// Most headers that are asked for to believe a higher one.
  private static final int MOST_ASKED = 256;

  /// How far below a believed header one may be: as far as a ledger keeps outcomes at least.
  static final int MOST_BACK = 20_000;

  /// Headers that walks down ended at, so that the next goes on from there.
  private static final int WALKED = 16;

  /// How long a source may take over all that is asked to believe one header.
  static final Duration ASKING = Duration.ofSeconds(60);

  /// Where signed headers come from; nothing of them is believed.
  interface Source {
    /// The signed header of a height with its set; empty if there is none.
    Optional<LightBlock> lightBlock(long height);
  }

  /// A well-formed header and the set of its height, by the hash that it carries.
  private record Candidate(SignedHeader signed, Validators validators) {
    Header header() {
      return signed.getHeader();
    }

    long height() {
      return header().getHeight();
    }

    Mark mark() {
      return new Mark(height(), Headers.hash(header()));
    }

    boolean isSameAs(Candidate other) {
      return mark().equals(other.mark());
    }
  }

  /// A header that the chain has, whoever signed it.
  private record Mark(long height, ByteString hash) {}

  private final NetworkFile network;
  private final Source source;
  private final HeadStore heads;
  private final Object keeping = new Object();
  private final Object following = new Object();

  /// The highest header of an earlier run under another network file: nothing follows from it, but
  /// the chain has it.
  private final Optional<Mark> floor;

  private Instant keptAt = Instant.MIN;
  private long keptHeight;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final LightVerifier verifier;
  private final ConcurrentNavigableMap<Long, Candidate> believed = new ConcurrentSkipListMap<>();

  /// Where walks down ended, the oldest first. Guarded by itself.
  private final Deque<Candidate> walked = new ArrayDeque<>();

  /// @param clock by which headers are too old or from the future
  /// @param nanos by which a source takes too long: it never steps
  LightClient(
      NetworkFile network,
      Source source,
      InstantSource clock,
      LongSupplier nanos,
      HeadStore heads) {
    this.network = network;
    this.source = source;
    this.clock = clock;
    this.nanos = nanos;
    this.heads = heads;
    this.verifier = LightVerifier.ofThird(network.chainId(), TRUSTING_PERIOD, CLOCK_DRIFT);
    this.floor = restore();
  }

  /// Goes on from where an earlier run was, if that believed by the same network file.
  private Optional<Mark> restore() {
    Optional<HeadStore.Kept> before = heads.load();
    if (before.isEmpty()) {
      return Optional.empty();
    }
    SignedHeader signed = before.get().head().getSignedHeader();
    keptHeight = signed.getHeader().getHeight();
    Optional<Validators> set =
        signed.getHeader().getValidatorsHash().equals(network.validators().hash())
            ? Optional.of(network.validators())
            : Validators.of(before.get().head().getValidatorSet());
    if (set.isPresent() && before.get().network().equals(network.validators().hash())) {
      believed.put(keptHeight, new Candidate(signed, set.get()));
    }
    return Optional.of(new Mark(keptHeight, Headers.hash(signed.getHeader())));
  }

  /// What people may do about a chain that is not the one that was believed.
  String cure() {
    return "it was rolled back, as from a backup, or the door lies: ask its operator, and only if"
        + " the ledger really begins again from there, "
        + heads.cure();
  }

  /// The highest header that was believed.
  Optional<Header> highest() {
    return top().map(Candidate::header);
  }

  private Optional<Candidate> top() {
    return Optional.ofNullable(believed.lastEntry()).map(entry -> entry.getValue());
  }

  /// Believes a header, or not.
  ///
  /// @throws UntrustedAnswer if it does not follow from what is believed
  /// @throws LedgerUnavailable if the source does not answer
  Header believe(LightBlock block) {
    Candidate given = candidate(block);
    Asking asking = new Asking();
    for (int attempt = 0; attempt < MOST_OVERTAKEN; attempt++) {
      Optional<Candidate> top = top();
      if (top.isPresent() && given.height() <= top.get().height()) {
        requireSigned(given);
        walkBackTo(given, asking);
        keep(given);
        return given.header();
      }
      requireSameChain(given, top.map(Candidate::mark).or(() -> floor), asking);
      if (keepAbove(top, stepsTo(given, top, asking))) {
        keepDurably(false);
        return given.header();
      }
    }
    throw new LedgerUnavailable("others always believed a higher header first; ask again");
  }

  /// Believes headers above the highest, if that is still the one they follow from.
  private boolean keepAbove(Optional<Candidate> top, List<Candidate> steps) {
    synchronized (following) {
      if (!top().map(Candidate::mark).equals(top.map(Candidate::mark))) {
        return false;
      }
      steps.forEach(this::keep);
      return true;
    }
  }

  /// Refuses a header of a chain that does not have the highest one that was believed: the network
  /// file's set can sign a second chain, as a ledger restored from a backup does.
  private void requireSameChain(Candidate given, Optional<Mark> highest, Asking asking) {
    if (highest.isEmpty()) {
      return;
    }
    long height = highest.get().height();
    if (given.height() < height) {
      throw new UntrustedAnswer(
          "the ledger is at height "
              + given.height()
              + ", but was at "
              + height
              + "; if it stays so, "
              + cure());
    }
    ByteString there =
        given.height() == height
            ? Headers.hash(given.header())
            : given.height() == height + 1
                ? given.header().getLastBlockId().getHash()
                : Headers.hash(asking.header(height).header());
    if (!there.equals(highest.get().hash())) {
      throw new UntrustedAnswer(
          "the ledger has another block of height " + height + " than it had before; " + cure());
    }
  }

  /// Keeps the highest header on disk, now and then, so that a crash forgets little.
  private void keepDurably(boolean last) {
    synchronized (keeping) {
      Instant now = clock.instant();
      Optional<Candidate> top = top().filter(candidate -> candidate.height() > keptHeight);
      boolean due =
          last
              || keptAt.equals(Instant.MIN)
              || Duration.between(keptAt, now).abs().compareTo(KEEP_EVERY) >= 0;
      if (top.isEmpty() || !due) {
        return;
      }
      try {
        heads.save(
            new HeadStore.Kept(
                network.validators().hash(),
                LightBlock.newBuilder()
                    .setSignedHeader(top.get().signed())
                    .setValidatorSet(top.get().validators().toWire())
                    .build()));
        keptHeight = top.get().height();
      } catch (UncheckedIOException e) {
        // Proofs must go on over a disk that is full; the next header tries again.
        LOG.log(System.Logger.Level.WARNING, "the highest header of the ledger is not kept", e);
      }
      keptAt = now;
    }
  }

  @Override
  public void close() {
    keepDurably(true);
  }

  private Candidate candidate(LightBlock block) {
    SignedHeader signed = block.getSignedHeader();
    LightVerifier.fault(network.chainId(), signed)
        .ifPresent(fault -> {
          throw new UntrustedAnswer(fault);
        });
    Header header = signed.getHeader();
    if (header.getValidatorsHash().equals(network.validators().hash())) {
      return new Candidate(signed, network.validators());
    }
    // What is followed from a header is trusted for a time after its own.
    Duration ahead = Duration.between(clock.instant(), Times.instant(header.getTime()));
    if (ahead.compareTo(CLOCK_DRIFT) > 0) {
      throw new UntrustedAnswer(
          "the header's time is in the future: this computer's clock is "
              + new ClockOff(ahead.negated())
              + "; set it right");
    }
    return Validators.of(block.getValidatorSet())
        .filter(set -> set.hash().equals(header.getValidatorsHash()))
        .map(set -> new Candidate(signed, set))
        .orElseThrow(() ->
            new UntrustedAnswer("the header is of other validators than those that came with it"));
  }

  private boolean isPinned(Candidate candidate) {
    return candidate.validators().equals(network.validators());
  }

  private void requireSigned(Candidate candidate) {
    CommitCheck.Verdict verdict =
        new CommitCheck(network.chainId(), candidate.validators())
            .light(
                candidate.signed().getCommit().getBlockId(),
                candidate.height(),
                candidate.signed().getCommit());
    if (verdict != CommitCheck.Verdict.ENOUGH) {
      throw new UntrustedAnswer("the header is not signed by two thirds of its validators");
    }
  }

  private void keep(Candidate candidate) {
    Candidate before = believed.putIfAbsent(candidate.height(), candidate);
    if (before != null && !before.isSameAs(candidate)) {
      throw signedTwice(candidate);
    }
    while (believed.size() > KEPT) {
      believed.pollFirstEntry();
    }
  }

  /// Upwards; a step that is too far is halved. Nothing is kept yet.
  private List<Candidate> stepsTo(Candidate target, Optional<Candidate> from, Asking asking) {
    List<Candidate> steps = new ArrayList<>();
    Optional<Candidate> trusted = from;
    Deque<Candidate> ahead = new ArrayDeque<>(List.of(target));
    int asked = 0;
    while (!ahead.isEmpty()) {
      Candidate next = ahead.element();
      if (step(trusted, next)) {
        steps.add(next);
        trusted = Optional.of(next);
        ahead.remove();
      } else if (asked++ < MOST_ASKED) {
        long below = trusted.map(Candidate::height).orElse(0L);
        ahead.push(asking.header(below + (next.height() - below) / 2));
      } else {
        throw new UntrustedAnswer(
            "the validators changed too often below height " + target.height());
      }
    }
    return steps;
  }

  /// Whether a header follows; false if headers between are needed to tell.
  private boolean step(Optional<Candidate> trusted, Candidate next) {
    long below = trusted.map(Candidate::height).orElse(0L);
    boolean pinned = trusted.isEmpty() || isPinned(trusted.get());
    if (pinned && isPinned(next)) {
      requireSigned(next);
      return true;
    }
    Verdict verdict =
        trusted.isEmpty()
            ? Verdict.NOT_ENOUGH_TRUST
            : verifier.verify(
                trusted.get().signed(),
                trusted.get().validators(),
                next.signed(),
                next.validators(),
                clock.instant());
    return switch (verdict) {
      case SUCCESS -> true;
      case NOT_ENOUGH_TRUST -> {
        requireBetween(below, next);
        yield false;
      }
      case EXPIRED -> {
        if (!pinned || next.height() == below + 1) {
          throw new UntrustedAnswer(
              "the validators changed, and were last followed at height "
                  + below
                  + " more than "
                  + TRUSTING_PERIOD.toDays()
                  + " days ago; get a newer network file");
        }
        yield false;
      }
      case INVALID -> throw otherValidators(next);
    };
  }

  private static void requireBetween(long below, Candidate next) {
    if (next.height() == below + 1) {
      throw otherValidators(next);
    }
  }

  private static UntrustedAnswer otherValidators(Candidate next) {
    return new UntrustedAnswer(
        "the header of height "
            + next.height()
            + " is of other validators than the chain's; get a newer network file");
  }

  /// Downwards, by the hash of the block before that each header carries.
  private void walkBackTo(Candidate given, Asking asking) {
    Candidate at = nearestAbove(given.height());
    if (at.height() - given.height() > MOST_BACK) {
      throw new UntrustedAnswer("height " + given.height() + " is too far below what is followed");
    }
    try {
      while (at.height() > given.height()) {
        Candidate before =
            at.height() == given.height() + 1 ? given : asking.header(at.height() - 1);
        if (!at.header().getLastBlockId().getHash().equals(Headers.hash(before.header()))) {
          throw notTheChains(before);
        }
        at = before;
      }
    } finally {
      reached(at);
    }
    if (!at.isSameAs(given)) {
      throw at.validators().hash().equals(given.validators().hash())
          ? signedTwice(given)
          : notTheChains(given);
    }
  }

  private UntrustedAnswer notTheChains(Candidate other) {
    return new UntrustedAnswer(
        "the header of height " + other.height() + " is not the chain's; " + cure());
  }

  private UntrustedAnswer signedTwice(Candidate second) {
    return new UntrustedAnswer(
        "the validators signed two headers of height " + second.height() + "; " + cure());
  }

  private void reached(Candidate at) {
    synchronized (walked) {
      walked.removeIf(before -> before.height() == at.height());
      walked.add(at);
      if (walked.size() > WALKED) {
        walked.remove();
      }
    }
  }

  /// The believed header that is least far above, or of this very height.
  private Candidate nearestAbove(long height) {
    Candidate followed =
        Optional.ofNullable(believed.ceilingEntry(height)).orElseThrow().getValue();
    synchronized (walked) {
      return Stream.concat(walked.stream(), Stream.of(followed))
          .filter(candidate -> candidate.height() >= height)
          .min(Comparator.comparingLong(Candidate::height))
          .orElseThrow();
    }
  }

  /// What is asked of the source to believe one header, which has an end: a slow source answers
  /// each time.
  private final class Asking {
    private final long began = nanos.getAsLong();

    Candidate header(long height) {
      if (nanos.getAsLong() - began > ASKING.toNanos()) {
        throw new LedgerUnavailable(
            "the ledger did not show the headers that lead to its answer within "
                + ASKING.toSeconds()
                + " s");
      }
      Candidate answer =
          source
              .lightBlock(height)
              .map(LightClient.this::candidate)
              .orElseThrow(
                  () -> new UntrustedAnswer("the ledger has no header of height " + height));
      if (answer.height() != height) {
        throw new UntrustedAnswer("the header is of another height");
      }
      return answer;
    }
  }
}
