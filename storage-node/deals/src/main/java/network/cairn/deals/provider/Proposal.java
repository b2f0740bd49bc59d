package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.util.Optional;
import network.cairn.deals.protocol.DealAnswer.Rejected;
import network.cairn.ledger.client.Eligibility;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.proof.InvalidPieceCid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.proto.deal.RejectCode;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.SlotState;

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

  /// Reads an intent and checks what needs no ledger.
  static Proposal read(
      SignedIntent signed, ByteString chainRef, Address self, ProviderConfig config) {
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
    long size = piece.rawSize();
    unless(
        size >= config.minBytes() && size <= config.maxBytes(),
        RejectCode.TERMS,
        size + " bytes are not in " + config.minBytes() + ".." + config.maxBytes());
    unless(
        intent.price().compareTo(config.price()) >= 0,
        RejectCode.TERMS,
        "the price " + intent.price() + " is below the ask, " + config.price());
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

  /// Checks the intent against the ledger and gives the agreement.
  AgreementRecord judge(Head head, ProviderConfig config) {
    AgreementRecord agreement =
        head.state()
            .agreement(intent.agreement())
            .orElseThrow(() ->
                new Refused(
                    RejectCode.WRONG_SLOT,
                    "no agreement " + intent.agreement() + " at height " + head.height()));
    unless(
        agreement.getClient().equals(client.bytes()),
        RejectCode.BAD_SIGNATURE,
        "the intent is not signed by the agreement's client");
    unless(
        agreement.getPiece().equals(intent.piece()),
        RejectCode.WRONG_SLOT,
        "the agreement is over another piece");
    unless(
        intent.slot() < agreement.getSlotsCount()
            && agreement.getSlots((int) intent.slot()).getState() == SlotState.SLOT_EMPTY,
        RejectCode.WRONG_SLOT,
        "slot " + intent.slot() + " is not empty");
    unless(
        intent.validUntil() > head.height() && intent.validUntil() <= agreement.getFillUntil(),
        RejectCode.EXPIRED,
        "the intent ends at height " + intent.validUntil() + ", the ledger is at " + head.height());
    judgeTerms(head, config, agreement);
    return agreement;
  }

  private void judgeTerms(Head head, ProviderConfig config, AgreementRecord agreement) {
    unless(
        intent.price().compareTo(Amount.decode(agreement.getCeiling())) <= 0,
        RejectCode.TERMS,
        "the price is above the agreement's ceiling");
    unless(
        agreement.getTerm() <= config.maxTerm(),
        RejectCode.TERMS,
        "a term of " + agreement.getTerm() + " periods is above " + config.maxTerm());
    unless(
        agreement.getMultiplier() <= config.maxMultiplier(),
        RejectCode.TERMS,
        "a multiplier of " + agreement.getMultiplier() + " is above " + config.maxMultiplier());
    unless(
        intent.collateral().equals(Amount.decode(agreement.getCollateral())),
        RejectCode.TERMS,
        "the collateral is not the agreement's");
    ProviderRecord provider =
        head.state()
            .provider(intent.provider())
            .orElseThrow(
                () -> new Refused(RejectCode.NOT_TAKING, "this provider is not on the ledger"));
    Optional<String> obstacle =
        Eligibility.obstacle(head, agreement, provider, intent.collateral());
    unless(obstacle.isEmpty(), RejectCode.TERMS, obstacle.orElse(""));
  }
}
