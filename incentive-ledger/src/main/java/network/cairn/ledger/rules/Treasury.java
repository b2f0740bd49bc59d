package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.List;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.NamedKeys;
import network.cairn.ledger.types.Order;
import network.cairn.ledger.types.Sig;
import network.cairn.ledger.types.TreasuryKeys;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.TreasuryRecord;

/// The treasury of several keys: its orders, and whose they are (docs/protocol.md §18).
final class Treasury {
  private Treasury() {}

  /// Whether only a chain whose treasury has several keys has such a message.
  static boolean concerns(Msg msg) {
    return msg.kind() == Msg.Kind.TREASURY_ORDER
        || (msg instanceof Msg.Propose propose && propose.proposed() instanceof Msg.Treasurers)
        || (msg instanceof Msg.Malformed malformed && malformed.ofTreasury());
  }

  static void order(Draft draft, Address payer, Msg.TreasuryOrder msg) {
    TreasuryRecord.Builder record = settled(draft);
    Order order = msg.order();
    Rejected.unless(
        order.chainRef().equals(draft.block().chainRef()),
        Reason.WRONG_CHAIN,
        "the order is another chain's");
    long next = record.getLastOrder() + 1;
    Rejected.unless(
        order.number() == next,
        Reason.WRONG_NONCE,
        "the order has number " + order.number() + ", the next is " + next);
    Rejected.unless(
        draft.height() <= order.validUntil(),
        Reason.EXPIRED,
        "the order was valid until height " + order.validUntil());
    requireSignatures(draft, TreasuryKeys.of(record.getKeys()), msg);
    switch (order.act()) {
      case Order.Pay(List<Order.Payment> list) ->
          list.forEach(payment -> pay(draft, payer, record.getAddress(), payment));
      case Order.NewKeys(NamedKeys named) -> {
        requireProofs(draft, named);
        record
            .setNext(named.keys().toWire())
            .setNextHeight(
                draft.height() + draft.block().params().treasury().orElseThrow().delay());
        event(draft, EventKind.TREASURY_KEYS_NAMED, record);
      }
      case Order.Keep() -> {
        Rejected.unless(record.hasNext(), Reason.WRONG_STATE, "no keys of the treasury wait");
        record.clearNext().clearNextHeight();
        event(draft, EventKind.TREASURY_KEYS_DROPPED, record);
      }
    }
    draft.put(StateKeys.treasury(), record.setLastOrder(next).build());
  }

  /// The record as it counts at the draft's height: keys that waited long enough are in force.
  private static TreasuryRecord.Builder settled(Draft draft) {
    TreasuryRecord.Builder record = draft.treasury().orElseThrow().toBuilder();
    if (record.hasNext() && draft.height() >= record.getNextHeight()) {
      record.setKeys(record.getNext()).clearNext().clearNextHeight();
    }
    return record;
  }

  /// Weights first; then the first false signature ends it, so that who holds no key costs one.
  private static void requireSignatures(Draft draft, TreasuryKeys keys, Msg.TreasuryOrder msg) {
    long weight = 0;
    for (Sig sig : msg.signatures()) {
      weight +=
          keys.weight(sig.pubkey())
              .orElseThrow(() ->
                  new Rejected(Reason.NOT_PERMITTED, "a signature is of no key of the treasury"));
    }
    Rejected.unless(
        weight >= keys.threshold(),
        Reason.NOT_PERMITTED,
        "the signatures weigh " + weight + ", an order needs " + keys.threshold());
    byte[] signed = msg.order().signBytes();
    for (Sig sig : msg.signatures()) {
      Rejected.unless(
          verify(draft, sig.pubkey(), signed, sig.signature()),
          Reason.BAD_SIGNATURE,
          "a signature of the order is false");
    }
  }

  /// @throws Rejected unless each key has proved itself for this chain
  static void requireProofs(Draft draft, NamedKeys named) {
    String chainId = draft.chain().getChainId();
    for (int i = 0; i < named.proofs().size(); i++) {
      ByteString pubkey = named.keys().keys().get(i).pubkey();
      Rejected.unless(
          verify(draft, pubkey, Domain.treasuryKey(chainId, pubkey), named.proofs().get(i)),
          Reason.BAD_SIGNATURE,
          "the proof of key " + (i + 1) + " of the treasury is false");
    }
  }

  private static boolean verify(
      Draft draft, ByteString pubkey, byte[] message, ByteString signature) {
    return draft.block().crypto().verify(pubkey.toByteArray(), message, signature.toByteArray());
  }

  private static void pay(Draft draft, Address payer, ByteString from, Order.Payment payment) {
    draft.ensureAccount(payment.to(), payer);
    draft.debit(new Address(from), payment.amount().pebbles());
    draft.credit(payment.to().bytes(), payment.amount().pebbles());
    draft.event(
        EventKind.TRANSFERRED,
        event ->
            event
                .setAccount(from)
                .setOther(payment.to().bytes())
                .setAmount(payment.amount().encode()));
  }

  /// Keys that were voted on come into force; what waited does not.
  static void install(Draft draft, network.cairn.proto.ledger.TreasuryKeys keys) {
    TreasuryRecord.Builder record = draft.treasury().orElseThrow().toBuilder();
    draft.put(StateKeys.treasury(), record.setKeys(keys).clearNext().clearNextHeight().build());
  }

  private static void event(Draft draft, EventKind kind, TreasuryRecord.Builder record) {
    draft.event(kind, event -> event.setAccount(record.getAddress()));
  }
}
