package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.Optional;
import network.cairn.base.units.Coins;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.PeerIds;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.PeerBinding;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.UnbondingRecord;

/// Providers and their bonds (docs/protocol.md §3).
final class Providers {
  private Providers() {}

  static void register(Draft draft, Address payer, Msg.RegisterProvider register) {
    BigInteger bond = register.bond().pebbles();
    Rejected.unless(
        draft.provider(payer).isEmpty(), Reason.ALREADY_EXISTS, "the payer is a provider already");
    Rejected.unless(
        register.bond().compareTo(draft.block().params().minBond()) >= 0,
        Reason.TOO_SMALL,
        "a bond of "
            + Coins.text(bond)
            + " is below the least, "
            + draft.block().params().minBond());
    bindPeer(draft, payer, register.peerId(), register.peerSignature());
    draft.ensureAccount(register.payout(), payer);
    draft.debit(payer, bond);
    draft.put(
        ProviderRecord.newBuilder()
            .setProvider(payer.bytes())
            .setPayout(register.payout().bytes())
            .setPeerId(register.peerId())
            .addAllAddresses(register.addresses())
            .setBond(Money.bytes(bond))
            .setRegisteredHeight(draft.height())
            .build());
    event(draft, EventKind.PROVIDER_REGISTERED, payer, bond);
  }

  private static void bindPeer(
      Draft draft, Address operator, ByteString peerId, ByteString signature) {
    Rejected.unless(draft.peer(peerId).isEmpty(), Reason.ALREADY_EXISTS, "the peer id is taken");
    byte[] message = Domain.bindPeer(draft.block().chainRef(), operator);
    Rejected.unless(
        signature.size() == 64
            && draft
                .block()
                .crypto()
                .verify(PeerIds.key(peerId).toByteArray(), message, signature.toByteArray()),
        Reason.BAD_SIGNATURE,
        "the peer's signature over the operator's address is false");
    draft.put(
        StateKeys.peer(peerId), PeerBinding.newBuilder().setProvider(operator.bytes()).build());
  }

  static void update(Draft draft, Address payer, Msg.UpdateProvider update) {
    ProviderRecord.Builder provider = require(draft, update.provider()).toBuilder();
    Rejected.unless(
        (update.peer().isEmpty() && update.addresses().isEmpty())
            || payer.equals(update.provider()),
        Reason.NOT_PERMITTED,
        "only the operator changes peer id and addresses");
    Rejected.unless(
        update.payout().isEmpty() || payer.bytes().equals(provider.getPayout()),
        Reason.NOT_PERMITTED,
        "only the payout address changes itself");
    update
        .peer()
        .ifPresent(peer -> {
          bindPeer(draft, update.provider(), peer.peerId(), peer.signature());
          draft.delete(StateKeys.peer(provider.getPeerId()));
          provider.setPeerId(peer.peerId());
        });
    update.addresses().ifPresent(list -> provider.clearAddresses().addAllAddresses(list));
    update
        .payout()
        .ifPresent(payout -> {
          draft.ensureAccount(payout, payer);
          provider.setPayout(payout.bytes());
        });
    draft.put(provider.build());
    event(draft, EventKind.PROVIDER_UPDATED, update.provider(), BigInteger.ZERO);
  }

  static void addBond(Draft draft, Address payer, Msg.BondAdd add) {
    ProviderRecord.Builder provider = require(draft, payer).toBuilder();
    BigInteger amount = add.amount().pebbles();
    draft.debit(payer, amount);
    draft.put(provider.setBond(Money.plus(provider.getBond(), amount)).build());
    event(draft, EventKind.BOND_ADDED, payer, amount);
  }

  static long withdrawBond(Draft draft, Address payer, Msg.BondWithdraw withdraw) {
    ProviderRecord provider = require(draft, payer);
    BigInteger amount = withdraw.amount().pebbles();
    boolean all =
        Money.of(provider.getReserved()).signum() == 0
            && Money.of(provider.getBond()).equals(amount);
    BigInteger free = freeBond(draft.block().params(), provider);
    Rejected.unless(
        all || amount.compareTo(free) <= 0,
        Reason.INSUFFICIENT_FUNDS,
        "of the bond " + Coins.text(free) + " is free, not " + Coins.text(amount));
    long id = draft.nextId(Draft.Id.UNBONDING);
    long due = draft.height() + draft.block().params().unbonding();
    Calendar.add(draft, due, Calendar.UNBONDING, id);
    draft.put(
        StateKeys.unbonding(id),
        UnbondingRecord.newBuilder()
            .setPayout(provider.getPayout())
            .setAmount(Money.bytes(amount))
            .build());
    draft.event(
        EventKind.BOND_WITHDRAWN,
        event -> event.setAccount(payer.bytes()).setAmount(Money.bytes(amount)).setUnbonding(id));
    if (all) {
      draft.delete(StateKeys.provider(payer));
      draft.delete(StateKeys.peer(provider.getPeerId()));
      event(draft, EventKind.PROVIDER_REMOVED, payer, BigInteger.ZERO);
    } else {
      draft.put(provider.toBuilder().setBond(Money.minus(provider.getBond(), amount)).build());
    }
    return id;
  }

  /// The end of an unbonding: pays it out.
  static void unbond(Draft draft, long id) {
    UnbondingRecord unbonding = draft.unbonding(id).orElseThrow();
    draft.credit(unbonding.getPayout(), Money.of(unbonding.getAmount()));
    draft.delete(StateKeys.unbonding(id));
    draft.event(
        EventKind.UNBONDED,
        event ->
            event
                .setAccount(unbonding.getPayout())
                .setAmount(unbonding.getAmount())
                .setUnbonding(id));
  }

  static ProviderRecord require(Draft draft, Address operator) {
    return draft
        .provider(operator)
        .orElseThrow(() -> new Rejected(Reason.NOT_FOUND, "no provider " + operator));
  }

  static BigInteger freeBond(Params params, ProviderRecord provider) {
    return params.freeBond(
        Amount.decode(provider.getBond()), Amount.decode(provider.getReserved()));
  }

  /// What more collateral a provider is vetted for; empty where the chain does not vet.
  static Optional<BigInteger> vetted(Params params, ProviderRecord provider) {
    return params
        .vetting()
        .map(ramp ->
            ramp.left(Amount.decode(provider.getEarned()), Amount.decode(provider.getReserved())));
  }

  /// What the end of a period or of a set does to what its provider is vetted for.
  private static void vet(
      Draft draft, ProviderRecord.Builder provider, SetRecord.Builder set, Promise promise) {
    BigInteger collateral = Money.of(set.getCollateral());
    draft
        .block()
        .params()
        .vetting()
        .ifPresent(ramp -> {
          BigInteger earned = Money.of(provider.getEarned());
          BigInteger after =
              switch (promise) {
                case KEPT ->
                    ramp.afterKept(earned, collateral.subtract(Money.of(set.getSlashed())));
                case MISSED -> earned;
                case FAILED, LEFT -> earned.subtract(collateral).max(BigInteger.ZERO);
              };
          provider.setEarned(Money.bytes(after));
        });
  }

  /// Reserves C out of the free bond, which covers it.
  static void reserve(Draft draft, ProviderRecord provider, BigInteger collateral) {
    draft.put(
        provider.toBuilder().setReserved(Money.plus(provider.getReserved(), collateral)).build());
  }

  /// Frees what was reserved, of which `lost` leaves the bond.
  static void release(Draft draft, ByteString operator, BigInteger reserved, BigInteger lost) {
    ProviderRecord.Builder provider = draft.boundProvider(operator);
    draft.put(
        provider
            .setReserved(Money.minus(provider.getReserved(), reserved))
            .setBond(Money.minus(provider.getBond(), lost))
            .build());
  }

  /// What becomes of what a provider promised.
  enum Promise {
    KEPT,
    MISSED,
    FAILED,
    LEFT
  }

  /// Counts it in the provider's record, where the chain counts (docs/protocol.md §3 and §17).
  static void count(Draft draft, SetRecord.Builder set, Promise promise) {
    Params params = draft.block().params();
    if (params.governance().isEmpty() && params.vetting().isEmpty()) {
      return;
    }
    ProviderRecord.Builder provider = draft.boundProvider(set.getProvider());
    if (params.governance().isPresent()) {
      switch (promise) {
        case KEPT -> provider.setKept(provider.getKept() + 1);
        case MISSED -> provider.setMissed(provider.getMissed() + 1);
        case FAILED -> provider.setFailed(provider.getFailed() + 1);
        case LEFT -> provider.setLeft(provider.getLeft() + 1);
      }
    }
    vet(draft, provider, set, promise);
    draft.put(provider.build());
  }

  private static void event(Draft draft, EventKind kind, Address provider, BigInteger amount) {
    draft.event(kind, event -> event.setAccount(provider.bytes()).setAmount(Money.bytes(amount)));
  }
}
