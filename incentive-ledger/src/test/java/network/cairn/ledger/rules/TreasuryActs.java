package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.NamedKeys;
import network.cairn.ledger.types.Order;
import network.cairn.ledger.types.Sig;
import network.cairn.ledger.types.TreasuryKeys;

/// What the holders of a treasury's keys, thieves and fools do at random.
final class TreasuryActs {
  private final Random random;
  private final TestChain chain;
  private final Named names = new Named("cairn-dev-history");
  private final List<Msg> sent = new ArrayList<>();
  final TreasuryInvariants model;

  TreasuryActs(Random random, TestChain chain) {
    this.random = random;
    this.chain = chain;
    this.model = new TreasuryInvariants(chain);
  }

  /// Keys out of a few names, each with its proof for one chain.
  record Named(String chainId) {
    private static final int NAMES = 7;

    static TestKey key(int number) {
      return TestKey.account("holder" + number);
    }

    static List<TestKey> all() {
      List<TestKey> all = new ArrayList<>();
      for (int i = 0; i < NAMES; i++) {
        all.add(key(i));
      }
      return all;
    }

    NamedKeys any(Random random) {
      List<TestKey> some = all();
      Collections.shuffle(some, random);
      List<TreasuryKeys.Key> keys = new ArrayList<>();
      long weight = 0;
      for (TestKey key : some.subList(0, 1 + random.nextInt(4))) {
        long own = 1L + random.nextInt(3);
        weight += own;
        keys.add(new TreasuryKeys.Key(ByteString.copyFrom(key.pubkey()), own));
      }
      return of(1 + random.nextInt((int) weight), keys);
    }

    NamedKeys of(long threshold, List<TreasuryKeys.Key> unsorted) {
      List<TreasuryKeys.Key> keys = new ArrayList<>(unsorted);
      keys.sort(
          Comparator.comparing(
              TreasuryKeys.Key::pubkey, ByteString.unsignedLexicographicalComparator()));
      return new NamedKeys(
          new TreasuryKeys(threshold, keys),
          keys.stream()
              .map(key ->
                  all().stream()
                      .filter(one -> ByteString.copyFrom(one.pubkey()).equals(key.pubkey()))
                      .map(one ->
                          ByteString.copyFrom(one.sign(Domain.treasuryKey(chainId, key.pubkey()))))
                      .findFirst()
                      .orElse(ByteString.copyFrom(new byte[64])))
              .toList());
    }
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /// Now and then an order, or one that was sent before.
  List<Msg> order(List<String> actors) {
    if (!chance(25)) {
      return List.of();
    }
    if (chance(15) && !sent.isEmpty()) {
      return List.of(sent.get(random.nextInt(sent.size())));
    }
    long number = chain.view.treasury().orElseThrow().getLastOrder() + (chance(92) ? 1 : 2);
    Order order =
        new Order(
            chance(97) ? chain.chainRef : chain.otherChain(),
            number,
            chain.height + random.nextInt(12),
            act(actors));
    return signed(order)
        .map(msg -> {
          sent.add(msg);
          return List.of(msg);
        })
        .orElse(List.of());
  }

  private Order.Act act(List<String> actors) {
    return switch (random.nextInt(6)) {
      case 0, 1 -> new Order.NewKeys(chance(90) ? names.any(random) : unproved());
      case 2 -> new Order.Keep();
      default -> {
        List<Order.Payment> payments = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
          String to =
              chance(80) ? actors.get(random.nextInt(actors.size())) : "new" + random.nextInt(40);
          payments.add(
              new Order.Payment(
                  chain.address(chance(5) ? "treasury" : to),
                  chance(95) ? Amount.ofPebbles(1 + random.nextInt(9_000)) : Amount.SUPPLY));
        }
        yield new Order.Pay(payments);
      }
    };
  }

  private NamedKeys unproved() {
    NamedKeys named = names.any(random);
    List<ByteString> proofs = new ArrayList<>(named.proofs());
    proofs.set(
        random.nextInt(proofs.size()),
        TestPiece.junk(1, 0).concat(proofs.getFirst()).substring(0, 64));
    return new NamedKeys(named.keys(), proofs);
  }

  /// By those in force mostly, or by whomever; a signature may be of something else.
  private Optional<Msg> signed(Order order) {
    List<Sig> sigs = new ArrayList<>();
    TreasuryKeys now = model.inForce(chain.height + 1);
    for (TestKey key : Named.all()) {
      boolean member = now.weight(ByteString.copyFrom(key.pubkey())).isPresent();
      if (chance(member ? 85 : 2)) {
        sigs.add(key.sig(chance(97) ? order.signBytes() : order.encode().toByteArray()));
      }
    }
    sigs.sort(Comparator.comparing(Sig::pubkey, ByteString.unsignedLexicographicalComparator()));
    return sigs.isEmpty() ? Optional.empty() : Optional.of(new Msg.TreasuryOrder(order, sigs));
  }

  /// What operators might have the treasury's keys be.
  Msg.Proposed voted() {
    return new Msg.Treasurers(chance(90) ? names.any(random) : unproved());
  }
}
