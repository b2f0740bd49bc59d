package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import network.cairn.ledger.rules.BlockContext.Misbehaviour;
import network.cairn.ledger.rules.BlockContext.Signer;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Staking;

/// What validators and who wants to be one do in a random history: they come, leave, grow, change
/// keys, sleep and sign twice. One founder stays awake and honest, so that a chain can end dry.
final class StakeActs {
  static final List<String> NAMES =
      List.of("v0", "v1", "v2", "v3", "c0", "c1", "c2", "c3", "c4", "c5");
  private static final String STEADY = "v0";
  private final Random random;
  private final TestChain chain;
  private final List<ByteString> asleep = new ArrayList<>();
  private boolean resting;
  private int keys;

  StakeActs(Random random, TestChain chain) {
    this.random = random;
    this.chain = chain;
  }

  static Staking rules(Random random) {
    Staking d = Staking.defaults(Profile.DEV);
    return new Staking(
        2 + random.nextInt(14),
        4 + random.nextInt(4),
        d.minStake(),
        d.powerScale(),
        random.nextInt(4) * 25L,
        20 + random.nextInt(60),
        1 + random.nextInt(20),
        random.nextInt(101),
        d.fee(),
        random.nextInt(3));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /// Sends what operators do in one block.
  void messages(BiConsumer<String, Msg> send) {
    while (chance(25)) {
      String payer = NAMES.get(random.nextInt(NAMES.size()));
      send.accept(payer, payer.equals(STEADY) ? add() : message(payer));
    }
  }

  private static Msg add() {
    return new Msg.BondStake(Amount.ofCairn(1), Optional.empty());
  }

  private Msg message(String payer) {
    String name = "history" + (chance(90) ? keys++ : random.nextInt(keys + 1));
    String owner = chance(95) ? payer : STEADY;
    return switch (random.nextInt(8)) {
      case 0, 1 -> chain.candidate(owner, name, Amount.ofCairn(5 + random.nextInt(300)));
      case 2 -> new Msg.BondStake(Amount.ofCairn(1 + random.nextInt(200)), Optional.empty());
      case 3, 4 -> new Msg.UnbondStake(unbonded(payer));
      case 5, 6 ->
          new Msg.ChangeKeys(
              chance(60) ? Optional.of(chain.voteKey(name, owner)) : Optional.empty(),
              Optional.of(chain.beaconKey(name, owner)));
      default -> new Msg.Unjail();
    };
  }

  private Amount unbonded(String payer) {
    Amount all =
        chain
            .view
            .stake(chain.address(payer))
            .map(stake -> Amount.decode(stake.getStake()))
            .orElse(Amount.ZERO);
    return chance(50) && !all.isZero() ? all : Amount.ofCairn(1 + random.nextInt(100));
  }

  /// From now on everybody is awake and honest.
  void rest() {
    resting = true;
    asleep.clear();
  }

  /// Makes the next block as an engine would: its proposer is of its own height's set, and it tells
  /// who of the set before signed.
  BlockResult block(int turn, long dt, List<ByteString> txs, Invariants invariants) {
    List<Signer> set = chain.setOf(chain.height + 1);
    List<Signer> signers = chain.height == 0 ? List.of() : signers(chain.setOf(chain.height));
    List<Misbehaviour> shown = resting ? List.of() : misbehaviours();
    invariants.stakes.told(signers);
    int place = (turn + (turn == 0 ? 0 : random.nextInt(set.size()))) % set.size();
    return chain.block(set.get(place).validator(), dt, txs, signers, shown);
  }

  private List<Signer> signers(List<Signer> set) {
    if (!resting && chance(10)) {
      asleep.add(set.get(random.nextInt(set.size())).validator());
    }
    if (chance(8) && !asleep.isEmpty()) {
      asleep.remove(random.nextInt(asleep.size()));
    }
    return set.stream()
        .map(s ->
            new Signer(s.validator(), s.power(), isSteady(s) || !asleep.contains(s.validator())))
        .toList();
  }

  private boolean isSteady(Signer signer) {
    return owner(signer.validator()).equals(Optional.of(chain.address(STEADY).bytes()));
  }

  private Optional<ByteString> owner(ByteString validator) {
    return chain.view.knownValidator(validator).map(v -> v.getOperator());
  }

  private List<Misbehaviour> misbehaviours() {
    if (!chance(2)) {
      return List.of();
    }
    long at = Math.max(1, chain.height - random.nextInt(12));
    List<Signer> set = chain.setOf(at);
    Signer one = set.get(random.nextInt(set.size()));
    return isSteady(one)
        ? List.of()
        : List.of(
            new Misbehaviour(
                random.nextBoolean()
                    ? BlockContext.Kind.DUPLICATE_VOTE
                    : BlockContext.Kind.LIGHT_CLIENT_ATTACK,
                one.validator(),
                at,
                0,
                1));
  }
}
