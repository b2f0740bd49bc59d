package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Sender;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Params;

/// Makes quotes: who would take a piece, and what that costs to the pebble.
final class Quoting {
  private static final Duration FILL = Duration.ofHours(6);
  private static final Duration STANDS = Duration.ofMinutes(10);
  private static final int MOST_REASONS = 8;

  private final Asking asking;
  private final Sender sender;

  Quoting(Asking asking, Sender sender) {
    this.asking = asking;
    this.sender = sender;
  }

  PutQuote quote(Head head, Cid root, PieceCid piece, Terms terms) throws InterruptedException {
    Params params = head.state().params();
    int term = terms.periods(params);
    Asking.Answers answers = asking.ask(head, piece, terms, term);
    Choice.Ranking ranking = Choice.rank(answers.offers(), terms.copies());
    requireEnough(terms, answers, ranking);
    Amount ceiling = terms.ceiling().orElseGet(() -> ranking.chosen().getLast().price());
    Msg.CreateAgreement create =
        new Msg.CreateAgreement(
            ByteString.copyFrom(root.bytes()),
            ByteString.copyFrom(piece.encode()),
            terms.copies(),
            ceiling,
            term,
            terms.multiplier(),
            head.height() + blocks(params, FILL));
    return price(head, params, root, piece, create, ranking);
  }

  private PutQuote price(
      Head head,
      Params params,
      Cid root,
      PieceCid piece,
      Msg.CreateAgreement create,
      Choice.Ranking ranking) {
    head.next()
        .createAgreement(create)
        .ifPresent(unmet -> {
          throw new MarketFailure(
              MarketFailure.Code.BAD_TERMS,
              "the ledger would refuse the agreement: " + unmet.detail());
        });
    try {
      network.cairn.ledger.rules.Quote exact =
          network.cairn.ledger.rules.Quote.of(
              params, create, piece.leafCount(), sender.envelopeBytes(List.of(create)));
      return new PutQuote(
          root,
          piece,
          piece.rawSize(),
          create,
          ranking.chosen(),
          ranking.spare().stream()
              .filter(offer -> offer.price().compareTo(create.ceiling()) <= 0)
              .toList(),
          exact.rate(),
          exact.rent(),
          exact.deposit(),
          exact.fee(),
          exact.collateral(),
          exact.total(),
          params.period() * params.blockIntervalMs(),
          head.height() + blocks(params, STANDS),
          head.heights());
    } catch (OutOfRange e) {
      throw new MarketFailure(
          MarketFailure.Code.BAD_TERMS,
          "these terms cost more than there is: " + e.getMessage(),
          e);
    }
  }

  private static long blocks(Params params, Duration time) {
    return Math.max(1, time.toMillis() / params.blockIntervalMs());
  }

  private static void requireEnough(Terms terms, Asking.Answers answers, Choice.Ranking ranking) {
    int found = ranking.chosen().size();
    if (found == terms.copies()) {
      return;
    }
    String reasons =
        answers.refusals().entrySet().stream()
            .limit(MOST_REASONS)
            .map(refusal -> "; " + shorten(refusal))
            .collect(Collectors.joining());
    if (found == 0) {
      throw new MarketFailure(
          MarketFailure.Code.NO_PROVIDERS, "no provider takes this deal" + reasons);
    }
    throw new MarketFailure(
        MarketFailure.Code.TOO_FEW_PROVIDERS,
        terms.copies()
            + " copies are wanted, "
            + found
            + " independent providers take them"
            + reasons);
  }

  private static String shorten(Map.Entry<Address, String> refusal) {
    return "provider " + refusal.getKey() + ": " + refusal.getValue();
  }
}
