package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import network.cairn.deals.protocol.DealAnswer.Rejected;
import network.cairn.deals.protocol.RejectCode;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.proof.InvalidPieceCid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.rules.Precondition;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.SignedIntent;

/// A signed intent, judged cheapest first (docs/protocol.md §8): what it says, its signature, what
/// the ledger proves.
record Proposal(SignedIntent signed, Intent intent, PieceCid piece, Address client, String key) {
  /// A proposal that is not taken.
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Rejected answer;

    Refused(RejectCode code, String detail) {
      super(detail);
      this.answer = new Rejected(code, detail);
    }

    Rejected answer() {
      return answer;
    }
  }

  static void unless(boolean holds, RejectCode code, String detail) {
    if (!holds) {
      throw new Refused(code, detail);
    }
  }

  /// Of terms, the first that a check refuses nothing by.
  ///
  /// @throws Refused as by the first of them, if none is such
  private static ProviderConfig first(List<ProviderConfig> terms, Consumer<ProviderConfig> check) {
    Optional<Refused> refused = Optional.empty();
    for (ProviderConfig one : terms) {
      try {
        check.accept(one);
        return one;
      } catch (Refused e) {
        refused = refused.or(() -> Optional.of(e));
      }
    }
    throw refused.orElseThrow();
  }

  /// Reads an intent and checks what needs no ledger.
  ///
  /// @param asked at least one, by any of which it may be good
  static Proposal read(
      SignedIntent signed, ByteString chainRef, Address self, List<ProviderConfig> asked) {
    Intent intent;
    PieceCid piece;
    try {
      intent = Intent.decode(signed.body());
      piece = PieceCid.decode(intent.piece().toByteArray());
    } catch (NotCanonical | OutOfRange | InvalidPieceCid e) {
      throw new Refused(RejectCode.MALFORMED, "the intent: " + e.getMessage());
    }
    unless(
        intent.chainRef().equals(chainRef), RejectCode.MALFORMED, "the intent is another chain's");
    unless(
        intent.provider().equals(self),
        RejectCode.WRONG_PROVIDER,
        "the intent names provider " + intent.provider() + ", this is " + self);
    unless(piece.isCanonical(), RejectCode.MALFORMED, "the piece CID is not canonical");
    first(asked, terms -> requireOffer(intent, piece, terms));
    unless(
        signed.sig().isWellFormed()
            && Ed25519.verify(
                signed.sig().pubkey().toByteArray(),
                Domain.INTENT.signBytes(signed.body()),
                signed.sig().signature().toByteArray()),
        RejectCode.BAD_SIGNATURE,
        "the intent's signature is false");
    ByteString hash = ByteString.copyFrom(Domain.INTENT.bodyHash(signed.body()));
    return new Proposal(
        signed, intent, piece, Address.ofKey(signed.sig().pubkey()), Holdings.key(hash));
  }

  private static void requireOffer(Intent intent, PieceCid piece, ProviderConfig config) {
    long size = piece.rawSize();
    unless(
        size >= config.minBytes() && size <= config.maxBytes(),
        RejectCode.TERMS,
        size + " bytes are not in " + config.minBytes() + ".." + config.maxBytes());
    unless(
        intent.price().compareTo(config.price()) >= 0,
        RejectCode.TERMS,
        "the price " + intent.price() + " is below the ask, " + config.price());
  }

  /// Of the terms that were asked for, the first by which an agreement is taken.
  ProviderConfig terms(AgreementRecord agreement, List<ProviderConfig> asked) {
    return first(
        asked,
        terms -> {
          requireOffer(intent, piece, terms);
          requireTerm(agreement, terms);
        });
  }

  /// Checks the intent against the ledger and gives the agreement, whose term and multiplier the
  /// provider must want.
  AgreementRecord judge(Head head, ProviderConfig config) {
    AgreementRecord agreement = judge(head);
    requireTerm(agreement, config);
    return agreement;
  }

  /// Checks the intent against the ledger, which knows of no provider's terms, and gives the
  /// agreement.
  AgreementRecord judge(Head head) {
    head.next()
        .openSet(intent.provider(), signed)
        .filter(unmet -> unmet.precondition() != Precondition.DUE_ROOM)
        .ifPresent(unmet -> {
          throw new Refused(
              code(unmet.precondition()), unmet.detail() + " at height " + head.height());
        });
    return head.state()
        .agreement(intent.agreement())
        .orElseThrow(
            () -> new Refused(RejectCode.WRONG_SLOT, "no agreement " + intent.agreement()));
  }

  private static void requireTerm(AgreementRecord agreement, ProviderConfig config) {
    unless(
        agreement.term() <= config.maxTerm(),
        RejectCode.TERMS,
        "a term of " + agreement.term() + " periods is above " + config.maxTerm());
    unless(
        agreement.multiplier() <= config.maxMultiplier(),
        RejectCode.TERMS,
        "a multiplier of " + agreement.multiplier() + " is above " + config.maxMultiplier());
  }

  /// What a client hears when the ledger would not take its intent. [RejectCode#WRONG_SLOT] tells
  /// it to come again: this head may lag behind the one that the client sees.
  private static RejectCode code(Precondition unmet) {
    return switch (unmet) {
      case AGREEMENT_KNOWN, INTENT_PIECE, INTENT_SLOT, SLOT_EMPTY -> RejectCode.WRONG_SLOT;
      case INTENT_SIGNATURE -> RejectCode.BAD_SIGNATURE;
      case INTENT_VALIDITY -> RejectCode.EXPIRED;
      case INTENT_FORM, INTENT_CHAIN -> RejectCode.MALFORMED;
      case INTENT_PROVIDER -> RejectCode.WRONG_PROVIDER;
      case PROVIDER_REGISTERED -> RejectCode.NOT_TAKING;
      case INTENT_PRICE,
          INTENT_COLLATERAL,
          RATE,
          NOT_BARRED,
          NEWCOMER,
          FREE_BOND,
          FUNDS,
          COLLATERAL,
          FILL_UNTIL,
          ROOT_FORM,
          PIECE_FORM,
          DUE_ROOM,
          TICKET_KNOWN,
          TICKET_UNRESERVED,
          AGREEMENT_RUNNING,
          REGISTERED_BEFORE,
          BARRED_ROOM,
          LIVE_COPY,
          TIME_LEFT ->
          RejectCode.TERMS;
    };
  }
}
