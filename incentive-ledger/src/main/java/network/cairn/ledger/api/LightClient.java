package network.cairn.ledger.api;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
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
/// Headers of the network file's set are believed as long as no other set was followed. Upwards
/// from the highest believed header CometBFT's light verification decides, with headers between
/// where one step is too far; downwards the hashes of the blocks before. Thread-safe; asks the
/// source for headers only when the set is not the network file's.
final class LightClient {
  /// How long after its time a header of another set than the network file's may be followed from.
  private static final Duration TRUSTING_PERIOD = Duration.ofDays(14);

  /// How far ahead of this clock a header's time may be.
  private static final Duration CLOCK_DRIFT = Duration.ofSeconds(60);

  /// Believed headers that are remembered, the highest ones.
  static final int KEPT = 64;

  /// Most headers that are asked for to believe one.
  private static final int MOST_ASKED = 256;

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

    boolean isSameAs(Candidate other) {
      return Headers.hash(header()).equals(Headers.hash(other.header()));
    }
  }

  private final NetworkFile network;
  private final Source source;
  private final InstantSource clock;
  private final LightVerifier verifier;
  private final ConcurrentNavigableMap<Long, Candidate> believed = new ConcurrentSkipListMap<>();

  LightClient(NetworkFile network, Source source, InstantSource clock) {
    this.network = network;
    this.source = source;
    this.clock = clock;
    this.verifier = LightVerifier.ofThird(network.chainId(), TRUSTING_PERIOD, CLOCK_DRIFT);
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
    Optional<Candidate> top = top();
    if (top.isEmpty() || given.height() > top.get().height()) {
      followTo(given, top);
    } else {
      requireSigned(given);
      if (!isPinned(top.get()) || !isPinned(given)) {
        walkBackTo(given);
      }
      keep(given);
    }
    return given.header();
  }

  private Candidate candidate(LightBlock block) {
    SignedHeader signed = block.getSignedHeader();
    LightVerifier.fault(network.chainId(), signed)
        .ifPresent(fault -> {
          throw new UntrustedAnswer(fault);
        });
    Header header = signed.getHeader();
    if (Times.instant(header.getTime()).isAfter(clock.instant().plus(CLOCK_DRIFT))) {
      throw new UntrustedAnswer("the header's time is in the future");
    }
    if (header.getValidatorsHash().equals(network.validators().hash())) {
      return new Candidate(signed, network.validators());
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
      throw new UntrustedAnswer(
          "the validators signed two headers of height " + candidate.height());
    }
    while (believed.size() > KEPT) {
      believed.pollFirstEntry();
    }
  }

  /// Upwards; a step that is too far is halved.
  private void followTo(Candidate target, Optional<Candidate> from) {
    Optional<Candidate> trusted = from;
    Deque<Candidate> ahead = new ArrayDeque<>(List.of(target));
    int asked = 0;
    while (!ahead.isEmpty()) {
      Candidate next = ahead.element();
      if (step(trusted, next)) {
        keep(next);
        trusted = Optional.of(next);
        ahead.remove();
      } else if (asked++ < MOST_ASKED) {
        long below = trusted.map(Candidate::height).orElse(0L);
        ahead.push(ask(below + (next.height() - below) / 2));
      } else {
        throw new UntrustedAnswer(
            "the validators changed too often below height " + target.height());
      }
    }
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
  private void walkBackTo(Candidate given) {
    Candidate at =
        Optional.ofNullable(believed.ceilingEntry(given.height())).orElseThrow().getValue();
    if (at.height() - given.height() > MOST_ASKED) {
      throw new UntrustedAnswer("height " + given.height() + " is too far below what is followed");
    }
    while (at.height() > given.height()) {
      Candidate before = at.height() == given.height() + 1 ? given : ask(at.height() - 1);
      if (!at.header().getLastBlockId().getHash().equals(Headers.hash(before.header()))) {
        throw new UntrustedAnswer(
            "the header of height " + before.height() + " is not the chain's");
      }
      at = before;
    }
  }

  private Candidate ask(long height) {
    Candidate answer =
        source
            .lightBlock(height)
            .map(this::candidate)
            .orElseThrow(() -> new UntrustedAnswer("the ledger has no header of height " + height));
    if (answer.height() != height) {
      throw new UntrustedAnswer("the header is of another height");
    }
    return answer;
  }
}
