package network.cairn.http.rpc.cairn;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import network.cairn.base.units.Heights;
import network.cairn.deals.market.AgreementStatus;
import network.cairn.deals.market.Ending;
import network.cairn.deals.market.Market;
import network.cairn.deals.market.MarketFailure;
import network.cairn.deals.market.Offer;
import network.cairn.deals.market.ProviderListing;
import network.cairn.deals.market.PutListener;
import network.cairn.deals.market.PutListener.Progress;
import network.cairn.deals.market.PutQuote;
import network.cairn.deals.market.PutResult;
import network.cairn.deals.market.SlotStatus;
import network.cairn.deals.market.Terms;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Ask;
import network.cairn.ledger.types.Msg;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;

/// A market that remembers what it was asked and tells each step there is.
final class TestMarket implements Market {
  static final Cid ROOT = Cid.parse("bafkreicysg23kiwv34eg2d7qweipxwosdo2py4ldv42nbauguluen5v6am");
  static final PieceCid PIECE = PieceCid.of(1_000, new byte[32]);
  static final PeerId PEER =
      PeerId.of(PrivateKey.generate(KeyType.ED25519, new SplittableRandom(1)).publicKey());

  final List<Terms> asked = new ArrayList<>();
  final List<Cid> roots = new ArrayList<>();
  final List<String> calls = new ArrayList<>();

  /// What a put ends with behind its first step; empty for well.
  Optional<MarketFailure> failure = Optional.empty();

  boolean proven = true;

  /// What keeps every root already.
  List<AgreementStatus> standing = List.of();

  static PutQuote quote(Terms terms) {
    Amount ceiling = terms.ceiling().orElse(Amount.ofPebbles(40));
    return new PutQuote(
        ROOT,
        PIECE,
        1_000,
        new Msg.CreateAgreement(
            ByteString.copyFrom(ROOT.bytes()),
            ByteString.copyFrom(PIECE.encode()),
            terms.copies(),
            ceiling,
            20,
            terms.multiplier(),
            500),
        List.of(
            new Offer(TestServices.address(9), TestServices.address(9), PEER, List.of(), ceiling)),
        List.of(),
        Amount.ofPebbles(2),
        Amount.ofPebbles(120),
        Amount.ofPebbles(30),
        Amount.ofPebbles(4),
        Amount.ofPebbles(60),
        Amount.ofPebbles(154),
        10_000,
        400,
        HEIGHTS);
  }

  /// A block every second, the first of 1970 at height 0.
  static final Heights HEIGHTS = new Heights(0, Instant.EPOCH, Duration.ofSeconds(1));

  static AgreementStatus agreement(long id, SlotStatus.State... states) {
    List<SlotStatus> slots = new ArrayList<>();
    for (SlotStatus.State state : states) {
      boolean held = state != SlotStatus.State.EMPTY && state != SlotStatus.State.UNFILLED;
      slots.add(
          new SlotStatus(
              slots.size(),
              state,
              held ? Optional.of(TestServices.address(9)) : Optional.empty(),
              held ? Optional.of(PEER) : Optional.empty(),
              held ? 3 : 0,
              2,
              20,
              1,
              0,
              0,
              "p",
              Amount.ofPebbles(2),
              Amount.ofPebbles(1),
              Amount.ofPebbles(38),
              Amount.ZERO,
              99,
              held ? 210 : 0,
              0,
              held ? "" : "provider x refused: NO_ROOM"));
    }
    return new AgreementStatus(
        id,
        TestServices.HEIGHT,
        HEIGHTS,
        ROOT,
        PIECE,
        Amount.ofPebbles(40),
        20,
        500,
        Amount.ofPebbles(40),
        Amount.ofPebbles(30),
        Amount.ofPebbles(32),
        0,
        0,
        Duration.ofSeconds(10),
        false,
        slots);
  }

  @Override
  public PutQuote quote(Cid root, Terms terms) {
    roots.add(root);
    asked.add(terms);
    return quote(terms);
  }

  @Override
  public PutResult put(PutQuote quote, PutListener listener) {
    calls.add("put " + quote.copies());
    listener.on(new Progress.Created(7, 78, HEIGHTS));
    failure.ifPresent(f -> {
      throw f;
    });
    listener.on(new Progress.Taken(0, TestServices.address(9)));
    listener.on(new Progress.Pulling(0, TestServices.address(9), 10, 1_000));
    listener.on(new Progress.Refused(1, TestServices.address(8), "FULL"));
    listener.on(new Progress.Opened(0, TestServices.address(9), 3, 99, HEIGHTS));
    return new PutResult(
        agreement(7, SlotStatus.State.LIVE, SlotStatus.State.EMPTY),
        List.of("slot 1: nobody is left"),
        99);
  }

  @Override
  public PutResult resume(long agreement, PutListener listener) {
    calls.add("resume " + agreement);
    return new PutResult(agreement(agreement, SlotStatus.State.LIVE), List.of(), 99);
  }

  @Override
  public boolean awaitFirstProofs(long agreement, Duration timeout, PutListener listener) {
    calls.add("await " + agreement + " " + timeout.toSeconds());
    listener.on(new Progress.Proven(0, 3));
    return proven;
  }

  @Override
  public AgreementStatus status(long agreement) {
    if (agreement != 7) {
      throw new MarketFailure(
          MarketFailure.Code.UNKNOWN_AGREEMENT, "the ledger has no agreement " + agreement);
    }
    return agreement(7, SlotStatus.State.LIVE, SlotStatus.State.EMPTY);
  }

  @Override
  public Optional<ByteString> keptReceipt(long agreement) {
    return agreement == 6 ? Optional.of(ByteString.copyFromUtf8("kept")) : Optional.empty();
  }

  @Override
  public Ending ending(long agreement) {
    return new Ending(
        agreement,
        TestServices.HEIGHT,
        HEIGHTS,
        Amount.ofPebbles(1),
        Amount.ofPebbles(2),
        Amount.ofPebbles(3),
        Amount.ofPebbles(4),
        Amount.ofPebbles(5),
        200);
  }

  @Override
  public List<ProviderListing> providers(Set<Address> wanted) {
    calls.add("providers " + wanted);
    return List.of(
        new ProviderListing(
            TestServices.address(9),
            Optional.of(PEER),
            List.of(),
            Amount.ofPebbles(100),
            Amount.ofPebbles(60),
            5,
            2,
            7,
            1,
            new ProviderRecord.Promises(120, 4, 2, 3),
            Optional.of(
                new Ask(
                    ByteString.copyFrom(new byte[32]),
                    TestServices.address(9),
                    Amount.ofPebbles(40),
                    1,
                    1_000,
                    300,
                    4,
                    500)),
            ""));
  }

  @Override
  public List<AgreementStatus> keeping(Cid root) {
    return standing;
  }

  @Override
  public List<AgreementStatus> agreements(long before, int most) {
    List<AgreementStatus> all = List.of(agreement(7, SlotStatus.State.ENDED), agreement(8));
    List<AgreementStatus> earlier = all.stream().filter(a -> a.id() < before).toList();
    return earlier.subList(Math.max(0, earlier.size() - most), earlier.size());
  }

  @Override
  public ByteString receipt(long agreement) {
    throw new AssertionError("receipts are made by who keeps them");
  }

  @Override
  public void terminate(long agreement) {
    calls.add("terminate " + agreement);
  }

  @Override
  public void close() {}
}
