package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;

/// A pooled chain with providers, a client, some honest payers and some attackers, each of whom has
/// money.
final class Arena {
  static final Amount PRICE = Amount.ofCairn(1);
  static final int OPERATORS = 8;
  static final int HONEST = 10;
  static final int ATTACKERS = 8;
  final TestChain chain;
  final PooledChain pooled;
  final TestPiece piece;
  private final Map<String, Long> nonces = new HashMap<>();

  Arena(String name, long maxEndWork, int pieceBytes) {
    Map<String, Amount> accounts = new LinkedHashMap<>();
    for (int i = 0; i < OPERATORS; i++) {
      accounts.put("op" + i, Amount.ofCairn(1_000));
    }
    for (int i = 0; i < HONEST; i++) {
      accounts.put("honest" + i, Amount.ofCairn(1_000));
    }
    for (int i = 0; i < ATTACKERS; i++) {
      accounts.put("attacker" + i, Amount.ofCairn(1_000));
    }
    accounts.put("client", Amount.ofCairn(1_000));
    accounts.put("refuge", Amount.ofPebbles(1));
    BigInteger rest =
        accounts.values().stream().map(Amount::pebbles).reduce(BigInteger.ZERO, BigInteger::add);
    accounts.put("treasury", Amount.SUPPLY.minus(Amount.of(rest)));
    chain = new TestChain("cairn-dev-" + name, params(maxEndWork), List.of("v0", "v1"), accounts);
    pooled = new PooledChain(chain);
    piece = chain.piece(name, pieceBytes);
  }

  private static Params params(long maxEndWork) {
    Params d = Params.defaults(Profile.DEV);
    return new Params(
        d.blockIntervalMs(),
        d.period(),
        d.window(),
        d.windDown(),
        d.failAfter(),
        d.fill(),
        d.bountyHold(),
        d.unbonding(),
        d.keepClosed(),
        d.maxDuePerBlock(),
        maxEndWork,
        d.minBond(),
        d.minRate(),
        d.minCollateral(),
        d.agreementDeposit(),
        d.slotDeposit(),
        d.newAccountFee(),
        d.proofFee(),
        d.bytePrice(),
        d.fees());
  }

  BigInteger price(long bytes) {
    return chain.params.bytePrice().pebbles().multiply(BigInteger.valueOf(bytes));
  }

  /// The payer's next transaction on a lane.
  ByteString tx(String payer, int lane, Msg... msgs) {
    long nonce = nonces.merge(payer, 1L, Long::sum);
    return chain.tx(payer, lane, nonce, chain.height + 1_000, msgs);
  }

  /// Makes blocks of these transactions, all of which must succeed.
  void must(ByteString... txs) {
    BlockResult result = chain.block("v0", chain.params.blockIntervalMs(), List.of(txs));
    pooled.advance();
    for (TxResult one : result.results()) {
      if (one.code() != TxResult.DONE) {
        throw new AssertionError(one.toString());
      }
    }
  }

  void register(String operator) {
    must(
        tx(
            operator,
            0,
            chain.register(operator, "peer-" + operator, operator, Amount.ofCairn(100))));
  }

  Msg.CreateAgreement create() {
    return new Msg.CreateAgreement(
        piece.root, piece.cidBytes, 1, PRICE, 20, 1, chain.height + 1_000);
  }

  /// Opens sets of as many new agreements of the client, all in one block.
  void openSets(Map<String, Integer> perOperator) {
    long first = chain.view.counters().getAgreement() + 1;
    for (int count : perOperator.values()) {
      Msg[] creates = new Msg[count];
      Arrays.fill(creates, create());
      must(tx("client", 0, creates));
    }
    ByteString[] opens = new ByteString[perOperator.size()];
    int i = 0;
    for (Map.Entry<String, Integer> entry : perOperator.entrySet()) {
      Msg[] msgs = new Msg[entry.getValue()];
      for (int j = 0; j < msgs.length; j++) {
        msgs[j] = open(first++, entry.getKey());
      }
      opens[i++] = tx(entry.getKey(), 0, msgs);
    }
    must(opens);
  }

  private Msg.OpenSet open(long agreement, String operator) {
    long until = chain.view.agreement(agreement).orElseThrow().getFillUntil();
    Intent intent =
        new Intent(
            chain.chainRef,
            agreement,
            0,
            chain.address(operator),
            piece.cidBytes,
            PRICE,
            Amount.decode(chain.view.agreement(agreement).orElseThrow().getCollateral()),
            until);
    return new Msg.OpenSet(chain.intent(intent, "client"));
  }

  /// A transaction of about so many bytes that fails, and pays for them: a proof for no ticket.
  ByteString filler(String payer, int lane, int bytes) {
    return tx(payer, lane, new Msg.CompleteRepair(1 << 20, ByteString.copyFrom(new byte[bytes])));
  }

  ByteString payment(String payer) {
    return tx(payer, 0, new Msg.Transfer(chain.address("treasury"), Amount.ofPebbles(1)));
  }

  /// Balance and bond.
  BigInteger wealth(String... names) {
    BigInteger sum = BigInteger.ZERO;
    for (String name : names) {
      Address address = chain.address(name);
      sum = sum.add(Money.of(chain.view.account(address).orElseThrow().getBalance()));
      sum =
          sum.add(
              chain.view.provider(address).map(p -> Money.of(p.getBond())).orElse(BigInteger.ZERO));
    }
    return sum;
  }

  /// Bytes of all keys and values.
  long stateBytes() {
    return chain.state.entries().entrySet().stream()
        .filter(e -> e.getKey()[0] != StateKeys.BEACON)
        .mapToLong(e -> e.getKey().length + e.getValue().length)
        .sum();
  }
}
