package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.NamedKeys;
import network.cairn.ledger.types.Order;
import network.cairn.ledger.types.Sig;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TreasuryKeys;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.ledger.Event;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.TreasuryRecord;

/// What docs/protocol.md §18 says of a treasury of several keys, after every block of any history:
/// balance, number and keys are reckoned anew from the transactions that were done and the
/// proposals that came into force.
final class TreasuryInvariants {
  private final TestChain chain;
  private final Address account;
  private final Map<Long, TreasuryKeys> proposals = new HashMap<>();
  private BigInteger balance;
  private long number;
  private TreasuryKeys keys;
  private Optional<TreasuryKeys> waiting = Optional.empty();
  private long from;

  /// How often each thing was done.
  final Map<String, Integer> done = new TreeMap<>();

  TreasuryInvariants(TestChain chain) {
    this.chain = chain;
    keys = chain.genesis.treasury().orElseThrow();
    account = keys.account();
    balance = held();
  }

  private BigInteger held() {
    ByteString amount = chain.view.account(account).orElseThrow().getBalance();
    return new BigInteger(1, amount.toByteArray());
  }

  TreasuryKeys inForce(long height) {
    return waiting.filter(_ -> height >= from).orElse(keys);
  }

  /// @param txs of the block that was made last, without the beacon's
  void afterBlock(List<ByteString> txs, BlockResult result) {
    for (int i = 0; i < txs.size(); i++) {
      if (result.results().get(i + 1).code() == TxResult.DONE) {
        TxBody body = TxBody.decode(SignedTx.decode(txs.get(i)).body());
        body.msgs().forEach(this::message);
      }
    }
    result.events().forEach(this::event);
    TreasuryRecord record = chain.view.treasury().orElseThrow();
    assertThat(record.getAddress()).isEqualTo(account.bytes());
    assertThat(held()).as("the treasury at height %s", chain.height).isEqualTo(balance);
    assertThat(record.getLastOrder()).isEqualTo(number);
    assertThat(TreasuryKeys.of(seen(record))).isEqualTo(inForce(chain.height + 1));
    remember();
  }

  private network.cairn.proto.ledger.TreasuryKeys seen(TreasuryRecord record) {
    boolean next = record.hasNext() && chain.height + 1 >= record.getNextHeight();
    return next ? record.getNext() : record.getKeys();
  }

  private void message(Msg msg) {
    if (msg instanceof Msg.Transfer(Address to, Amount amount) && to.equals(account)) {
      balance = balance.add(amount.pebbles());
    }
    if (msg instanceof Msg.TreasuryOrder(Order order, List<Sig> signatures)) {
      settle();
      assertThat(order.number()).isEqualTo(++number);
      assertThat(order.chainRef()).isEqualTo(chain.chainRef);
      assertThat(chain.height).isLessThanOrEqualTo(order.validUntil());
      assertThat(weight(order, signatures)).isGreaterThanOrEqualTo(keys.threshold());
      act(order.act());
    }
  }

  private void settle() {
    keys = inForce(chain.height);
    waiting = waiting.filter(_ -> chain.height < from);
  }

  /// Of those keys in force whose signature holds; each counts once.
  private long weight(Order order, List<Sig> signatures) {
    TestCrypto crypto = new TestCrypto();
    return keys.keys().stream()
        .filter(key ->
            signatures.stream()
                .anyMatch(sig ->
                    sig.pubkey().equals(key.pubkey())
                        && crypto.verify(
                            sig.pubkey().toByteArray(),
                            order.signBytes(),
                            sig.signature().toByteArray())))
        .mapToLong(TreasuryKeys.Key::weight)
        .sum();
  }

  private void act(Order.Act act) {
    switch (act) {
      case Order.Pay(List<Order.Payment> list) -> {
        count("pay");
        for (Order.Payment payment : list) {
          if (!payment.to().equals(account)) {
            balance = balance.subtract(payment.amount().pebbles());
          }
        }
      }
      case Order.NewKeys(NamedKeys named) -> {
        count(waiting.isPresent() ? "rekey again" : "rekey");
        waiting = Optional.of(named.keys());
        from = chain.height + chain.params.treasury().orElseThrow().delay();
      }
      case Order.Keep() -> {
        count("keep");
        assertThat(waiting).isPresent();
        waiting = Optional.empty();
      }
    }
  }

  private void event(Event event) {
    if (event.getKind() == EventKind.PROPOSAL_ACTIVATED
        && proposals.containsKey(event.getProposal())) {
      count("vote");
      keys = Optional.ofNullable(proposals.get(event.getProposal())).orElseThrow();
      waiting = Optional.empty();
    }
  }

  private void remember() {
    chain
        .view
        .governance()
        .ifPresent(g -> {
          for (long id : g.getOpenList()) {
            var proposal = chain.view.proposal(id).orElseThrow();
            if (proposal.hasTreasury()) {
              proposals.put(id, TreasuryKeys.of(proposal.getTreasury()));
            }
          }
        });
  }

  private void count(String what) {
    done.merge(what, 1, Integer::sum);
  }
}
