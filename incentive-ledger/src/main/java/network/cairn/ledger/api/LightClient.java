package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.light.Climb;
import network.cairn.ledger.light.Descent;
import network.cairn.ledger.light.LightHeader;
import network.cairn.ledger.light.Mark;
import network.cairn.ledger.light.Move;
import network.cairn.ledger.light.Trail;
import network.cairn.ledger.light.TrustRoot;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;

/// Follows the headers of a chain from what its user trusts (docs/protocol.md §9): fetches what
/// [Climb] and [Descent] ask for and remembers what they believe.
///
/// Thread-safe. Upwards it asks the source for headers only when the set is not the trusted one,
/// and for the highest believed one when a header does not directly follow it: a chain that no
/// longer has it is refused. The highest is kept between runs.
final class LightClient implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LightClient.class.getName());

  /// How often others may have followed the chain meanwhile.
  private static final int MOST_OVERTAKEN = 16;

  /// How long a source may take over all that is asked to believe one header.
  static final Duration ASKING = Duration.ofSeconds(60);

  /// Where signed headers come from; nothing of them is believed.
  interface Source {
    /// The signed header of a height with its set; empty if there is none.
    Optional<LightBlock> lightBlock(long height);
  }

  /// What compares a header with what others have before it is believed.
  interface Check {
    /// Compares nothing.
    Check NONE = (_, _, _) -> Optional.empty();

    /// @param common the highest believed header, from which the given one follows
    /// @param proof tells whether another follows from it, too
    /// @return what contradicts it
    Optional<Divergence> check(
        Optional<LightHeader> common, LightHeader given, CrossCheck.Proof proof);
  }

  private final TrustRoot root;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final HeadKeeper heads;
  private final Trail trail = new Trail();

  /// The highest header of an earlier run under another network file: nothing follows from it, but
  /// the chain has it.
  private final Optional<Mark> floor;

  /// Two chains that an earlier run or this one saw: nothing higher is believed any more.
  private final AtomicReference<Optional<Divergence>> diverged;

  /// @param clock by which headers are too old or from the future
  /// @param nanos by which a source takes too long: it never steps
  LightClient(TrustRoot root, InstantSource clock, LongSupplier nanos, HeadStore heads) {
    this.root = root;
    this.clock = clock;
    this.nanos = nanos;
    this.heads = new HeadKeeper(heads, root.validators().hash(), clock);
    this.floor = restore();
    this.diverged = new AtomicReference<>(this.heads.divergence());
    diverged
        .get()
        .ifPresent(
            seen -> LOG.log(System.Logger.Level.ERROR, seen.line(this.heads.evidenceCure())));
  }

  /// Goes on from where an earlier run was, if that believed by the same network file.
  private Optional<Mark> restore() {
    Optional<HeadStore.Kept> before = heads.load();
    if (before.isEmpty()) {
      return Optional.empty();
    }
    SignedHeader signed = before.get().head().getSignedHeader();
    ByteString hash = Headers.hash(signed.getHeader());
    Optional<Validators> set =
        signed.getHeader().getValidatorsHash().equals(root.validators().hash())
            ? Optional.of(root.validators())
            : Validators.of(before.get().head().getValidatorSet());
    boolean newerFile =
        root.header()
            .filter(trusted -> trusted.height() > signed.getHeader().getHeight())
            .isPresent();
    if (before.get().network().equals(root.validators().hash()) && !newerFile) {
      set.ifPresent(validators -> trail.add(new LightHeader(signed, validators, hash)));
    }
    return Optional.of(new Mark(signed.getHeader().getHeight(), hash));
  }

  /// What people may do about a chain that is not the one that was believed.
  String cure() {
    return "it was rolled back, as from a backup, or the door lies: ask its operator, and only if"
        + " the ledger really begins again from there, "
        + heads.cure();
  }

  /// The highest header that was believed.
  Optional<Header> highest() {
    return trail.top().map(LightHeader::header);
  }

  /// The hash of the believed header that proves a height, 0 for the newest, if it is remembered:
  /// nobody need send its signatures again.
  Optional<ByteString> known(long height) {
    return (height == 0 ? trail.top() : trail.at(height + 1)).map(LightHeader::hash);
  }

  /// Believes a header, or not.
  ///
  /// @param source of the headers between
  /// @param check asked about a header above the highest one
  /// @return the header, with a commit that was verified
  /// @throws UntrustedAnswer if it does not follow from what is believed
  /// @throws LedgerUnavailable if the source does not answer
  LightHeader believe(LightBlock block, Source source, Check check) {
    Header claimed = block.getSignedHeader().getHeader();
    Optional<LightHeader> known = trail.find(claimed.getHeight(), Headers.hash(claimed));
    if (known.isPresent()) {
      return known.get();
    }
    LightHeader given = read(block);
    Asking asking = new Asking(source);
    anchor(asking);
    for (int attempt = 0; attempt < MOST_OVERTAKEN; attempt++) {
      Optional<LightHeader> top = trail.top();
      if (top.isPresent() && given.height() <= top.get().height()) {
        walkBackTo(given, asking);
        return given;
      }
      requireOneChain();
      requireSameChain(given, highest(top), asking);
      List<LightHeader> steps = asking.walk(new Climb(root, top, given, clock.instant()));
      check.check(top, given, (other, from) -> follow(top, other, from)).ifPresent(this::diverge);
      if (trail.extend(top, steps)) {
        heads.keep(trail.top(), false);
        return given;
      }
    }
    throw new LedgerUnavailable("others always believed a higher header first; ask again");
  }

  /// The highest block that the chain must have.
  private Optional<Mark> highest(Optional<LightHeader> top) {
    return Stream.concat(top.map(LightHeader::mark).stream(), floor.stream())
        .max(Comparator.comparingLong(Mark::height));
  }

  /// Believes the trusted header first, where there is one.
  private void anchor(Asking asking) {
    if (root.header().isEmpty() || trail.top().isPresent()) {
      return;
    }
    Mark trusted = root.header().get();
    LightHeader there = asking.header(trusted.height());
    if (!there.mark().equals(trusted) || !there.isSigned()) {
      throw new UntrustedAnswer(
          "the ledger has another block of height "
              + trusted.height()
              + " than the network file trusts");
    }
    requireSameChain(there, floor.filter(mark -> mark.height() < trusted.height()), asking);
    trail.extend(Optional.empty(), List.of(there));
  }

  /// Another header of the same height, if it follows as well.
  private LightHeader follow(Optional<LightHeader> top, LightBlock block, Source source) {
    LightHeader other = read(block);
    Asking asking = new Asking(source);
    requireSameChain(other, highest(top), asking);
    asking.walk(new Climb(root, top, other, clock.instant()));
    return other;
  }

  private void diverge(Divergence seen) {
    diverged.compareAndSet(Optional.empty(), Optional.of(seen));
    LOG.log(System.Logger.Level.ERROR, seen.line(heads.evidenceCure()));
    heads.keep(seen);
    requireOneChain();
  }

  private void requireOneChain() {
    diverged
        .get()
        .ifPresent(seen -> {
          throw new UntrustedAnswer(seen.line(heads.evidenceCure()), UntrustedAnswer.Kind.FORK);
        });
  }

  /// The two chains that were seen, if there are.
  Optional<Divergence> diverged() {
    return diverged.get();
  }

  private LightHeader read(LightBlock block) {
    return switch (LightHeader.read(block, root, clock.instant())) {
      case LightHeader.Read.Good(LightHeader header) -> header;
      case LightHeader.Read.Bad(String why) -> throw new UntrustedAnswer(why);
    };
  }

  /// Refuses a header of a chain that does not have the highest one that was believed: the network
  /// file's set can sign a second chain, as a ledger restored from a backup does.
  private void requireSameChain(LightHeader given, Optional<Mark> highest, Asking asking) {
    if (highest.isEmpty()) {
      return;
    }
    long height = highest.get().height();
    if (given.height() < height) {
      throw UntrustedAnswer.behind(
          "the ledger is at height "
              + given.height()
              + ", but was at "
              + height
              + "; if it stays so, "
              + cure());
    }
    boolean same =
        given.height() == height + 1
            ? given.follows(highest.get())
            : (given.height() == height ? given : asking.header(height))
                .mark()
                .equals(highest.get());
    if (!same) {
      throw new UntrustedAnswer(
          "the ledger has another block of height " + height + " than it had before; " + cure());
    }
  }

  @Override
  public void close() {
    heads.keep(trail.top(), true);
  }

  private void walkBackTo(LightHeader given, Asking asking) {
    if (!given.isSigned()) {
      throw new UntrustedAnswer("the header is not signed by two thirds of its validators");
    }
    Descent descent = new Descent(trail.nearestAbove(given.height()).orElseThrow(), given);
    try {
      asking.walk(descent);
    } finally {
      // A way down looks at hashes alone, and what is remembered is given out with its commit.
      LightHeader reached = descent.reached();
      if (reached.equals(given) || reached.isSigned()) {
        trail.reach(reached);
      }
    }
    trail.add(given);
  }

  private UntrustedAnswer refused(Move.Refused move) {
    return new UntrustedAnswer(move.otherChain() ? move.why() + "; " + cure() : move.why());
  }

  /// What is asked of the source to believe one header, which has an end: a slow source answers
  /// each time.
  private final class Asking {
    private final Source source;

    /// What the source took, in ns; others' time is not its fault.
    private long took;

    Asking(Source source) {
      this.source = source;
    }

    List<LightHeader> walk(Climb climb) {
      while (true) {
        switch (climb.next()) {
          case Move.Ask(long height) -> climb.answer(header(height));
          case Move.Arrived(List<LightHeader> steps) -> {
            return steps;
          }
          case Move.Refused refused -> throw refused(refused);
        }
      }
    }

    void walk(Descent descent) {
      while (true) {
        switch (descent.next()) {
          case Move.Ask(long height) -> descent.answer(header(height));
          case Move.Arrived _ -> {
            return;
          }
          case Move.Refused refused -> throw refused(refused);
        }
      }
    }

    LightHeader header(long height) {
      if (took > ASKING.toNanos()) {
        throw LedgerUnavailable.late(
            "the ledger did not show the headers that lead to its answer", ASKING);
      }
      long began = nanos.getAsLong();
      Optional<LightBlock> there = source.lightBlock(height);
      took += nanos.getAsLong() - began;
      LightHeader answer =
          there
              .map(LightClient.this::read)
              .orElseThrow(
                  () -> new UntrustedAnswer("the ledger has no header of height " + height));
      if (answer.height() != height) {
        throw new UntrustedAnswer("the header is of another height");
      }
      return answer;
    }
  }
}
