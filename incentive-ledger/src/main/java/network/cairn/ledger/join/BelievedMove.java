package network.cairn.ledger.join;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.UntrustedAnswer;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.ValidatorSets;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;

/// Where a chain was moved, of what its servers say (docs/protocol.md §15): a hint that counts by
/// the first header of after the move. Stateless.
public final class BelievedMove {
  private BelievedMove() {}

  /// What a header says of a move.
  private enum Verdict {
    PROVED,
    REFUTED,
    /// The header is not shown, or does not follow from what is trusted.
    UNKNOWN
  }

  /// A move that can be of this chain, by itself.
  private record Claim(ByteString bytes, ChainMove move) {}

  /// Looks at what the servers say by rising height: a header that refutes one leaves the proofs of
  /// those above it as they are, while those below it would have to be walked down to.
  ///
  /// @param ledger believes nothing yet, so that the way up to an old header is short
  /// @param genesis its encoding
  /// @return the move that a header proves; where none does, what most servers say that can be true
  /// @throws UntrustedAnswer if nothing that they say can be
  /// @throws LedgerUnavailable if no server says anything
  public static Optional<ByteString> of(LedgerClient ledger, ByteString genesis) {
    Genesis own = decode(genesis);
    List<Optional<ByteString>> said = mostSaidFirst(ledger.moves());
    if (said.isEmpty()) {
      throw new LedgerUnavailable(
          "no server says whether this chain was moved; try again, or name another server in the"
              + " network file");
    }
    Set<ByteString> possible = new HashSet<>();
    for (Claim claim : rising(said, own)) {
      switch (verdict(ledger, claim.move())) {
        case PROVED -> {
          return Optional.of(claim.bytes());
        }
        case UNKNOWN -> possible.add(claim.bytes());
        case REFUTED -> {}
      }
    }
    return said.stream()
        .filter(one ->
            one.isEmpty()
                || (possible.contains(one.get()) && isBelow(one.get(), ledger.provable())))
        .findFirst()
        .orElseThrow(() ->
            new UntrustedAnswer(
                "what the servers say of where this chain was moved is not true; name another"
                    + " server in the network file"));
  }

  private static Genesis decode(ByteString genesis) {
    try {
      return Genesis.decode(genesis);
    } catch (NotCanonical | OutOfRange e) {
      throw new UntrustedAnswer("the genesis there is none: " + e.getMessage());
    }
  }

  private static Optional<ChainMove> read(ByteString bytes, Genesis own) {
    try {
      return Optional.of(ChainMove.decode(bytes)).filter(move -> move.isOf(own));
    } catch (NotCanonical | OutOfRange e) {
      return Optional.empty();
    }
  }

  /// Those of one height stay in their order.
  private static List<Claim> rising(List<Optional<ByteString>> said, Genesis own) {
    List<Claim> claims = new ArrayList<>();
    for (Optional<ByteString> one : said) {
      one.flatMap(bytes -> read(bytes, own).map(move -> new Claim(bytes, move)))
          .ifPresent(claims::add);
    }
    claims.sort(Comparator.comparingLong(claim -> claim.move().height()));
    return claims;
  }

  private static boolean isBelow(ByteString move, long proved) {
    return ChainMove.decode(move).height() < proved;
  }

  /// Each once; of those that as many say, what the first said first.
  private static List<Optional<ByteString>> mostSaidFirst(List<Optional<ByteString>> said) {
    return said.stream()
        .distinct()
        .sorted(Comparator.comparingInt(one -> -Collections.frequency(said, one)))
        .toList();
  }

  private static Verdict verdict(LedgerClient ledger, ChainMove move) {
    try {
      return ledger
          .lightBlock(move.height() + 1)
          .map(first -> begins(first, move) ? Verdict.PROVED : Verdict.REFUTED)
          .orElse(Verdict.UNKNOWN);
    } catch (LedgerUnavailable | UntrustedAnswer e) {
      if (e instanceof UntrustedAnswer answer && answer.isFork()) {
        throw e;
      }
      return Verdict.UNKNOWN;
    }
  }

  /// Whether a header is the first over the state that a move ends with, as CometBFT makes it.
  private static boolean begins(LightBlock first, ChainMove move) {
    Header header = first.getSignedHeader().getHeader();
    return header.getLastBlockId().getHash().isEmpty()
        && header.getAppHash().equals(move.appHash())
        && header.getValidatorsHash().equals(ValidatorSets.of(move.validators()).hash())
        && Times.instant(header.getTime())
            .equals(Times.instant(move.head().getTime()).plusMillis(1));
  }
}
