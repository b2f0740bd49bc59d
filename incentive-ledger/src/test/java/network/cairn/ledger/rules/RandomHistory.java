package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import network.cairn.ledger.records.Bits;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Fees;
import network.cairn.ledger.types.Governance;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.ParamChange;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.TreasuryKeys;
import network.cairn.ledger.types.TreasuryParams;
import network.cairn.ledger.types.Upgrade;
import network.cairn.ledger.types.Vetting;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.GovernanceRecord;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.SetStatus;
import network.cairn.proto.ledger.SlotState;
import network.cairn.proto.ledger.TicketRecord;

/// A random, partly hostile history: honest and lazy providers, clients that deal with themselves,
/// squatters, replays, floods, and a chain that now and then runs badly.
final class RandomHistory {
  private static final int OPERATORS = 9;
  private static final int CLIENTS = 4;
  private static final long LONGEST_PERIOD = 24;
  private static final int[] SIZES = {1, 32, 127, 128, 200, 1000};
  private final Random random;
  private final Laws laws;
  private final List<String> validators;
  private final List<TestPiece> pieces = new ArrayList<>();
  private final Map<String, long[]> nonces = new HashMap<>();
  private final Map<Address, String> names = new HashMap<>();
  private final List<ByteString> sent = new ArrayList<>();
  private final List<String> actors = new ArrayList<>();
  private final StakeActs stakes;
  final Optional<TreasuryActs> treasury;
  final TestChain chain;
  final Invariants invariants;
  final Map<String, Integer> codes = new TreeMap<>();
  long steps;

  /// Told what every block did.
  Consumer<BlockResult> afterBlock = _ -> {};

  /// What becomes of transactions on their way into a block.
  Way through = (_, _, txs) -> txs;

  /// The way into a block.
  @FunctionalInterface
  interface Way {
    /// What of some transactions is in the block, and what else.
    ///
    /// @param proposer its name
    /// @param dtMs time since the block before
    List<ByteString> take(String proposer, long dtMs, List<ByteString> txs);
  }

  /// What can change in a history.
  enum Laws {
    FIXED,

    /// The operators of four validators vote on parameters.
    VOTED,

    /// Stakes choose the validators, who behave as randomly as everybody.
    STAKED,
    VOTED_AND_STAKED,

    /// New providers take little; the parameters stay.
    VETTED,

    /// The treasury has several keys, and operators vote on those too.
    TREASURED;

    boolean voted() {
      return this == VOTED || this == VOTED_AND_STAKED || this == TREASURED;
    }

    boolean staked() {
      return this == STAKED || this == VOTED_AND_STAKED;
    }
  }

  /// Of a chain whose validators are genesis's for ever.
  RandomHistory(Random random) {
    this(random, Laws.FIXED);
  }

  /// @param laws what decides on validators and parameters
  RandomHistory(Random random, Laws laws) {
    this(random, laws, Mirror.none());
  }

  /// @param mirror follows the chain
  RandomHistory(Random random, Laws laws, Mirror mirror) {
    this(random, laws, List.of("v0", "v1", "v2", "v3"), new TestCrypto(), mirror);
  }

  /// @param validators v0 to the last
  RandomHistory(Random random, List<String> validators, Crypto crypto, Mirror mirror) {
    this(random, Laws.FIXED, validators, crypto, mirror);
  }

  private RandomHistory(
      Random random, Laws laws, List<String> validators, Crypto crypto, Mirror mirror) {
    this.random = random;
    this.laws = laws;
    this.validators = List.copyOf(validators);
    Map<String, Amount> accounts = new LinkedHashMap<>();
    for (int i = 0; i < OPERATORS; i++) {
      accounts.put("op" + i, Amount.ofCairn(1_000));
      actors.add("op" + i);
    }
    for (int i = 0; i < CLIENTS; i++) {
      accounts.put("client" + i, Amount.ofCairn(1_000));
      actors.add("client" + i);
    }
    long given = 1_000L * (OPERATORS + CLIENTS);
    if (laws.staked()) {
      for (String name : StakeActs.NAMES) {
        accounts.put(name, Amount.ofCairn(1_000));
      }
      given += 1_000L * StakeActs.NAMES.size() + 4 * 100;
    }
    accounts.put("treasury", Amount.ofCairn(1_000_000_000L - given));
    Params params = laws.voted() ? params().governedBy(governance()) : params();
    params = laws == Laws.VETTED ? params.vettedBy(vetting()) : params;
    params = laws.staked() ? params.with(StakeActs.rules(random)) : params;
    Optional<TreasuryKeys> first =
        laws == Laws.TREASURED
            ? Optional.of(new TreasuryActs.Named("cairn-dev-history").any(random).keys())
            : Optional.empty();
    params =
        first.isPresent()
            ? params.withTreasury(
                new TreasuryParams(1 + random.nextInt(30), Amount.ofPebbles(random.nextInt(1_000))))
            : params;
    chain = new TestChain("cairn-dev-history", params, validators, accounts, crypto, mirror, first);
    treasury = first.map(_ -> new TreasuryActs(random, chain));
    stakes = new StakeActs(random, chain);
    if (laws == Laws.VOTED || laws == Laws.TREASURED) {
      chain.giveValidatorsOperators();
    }
    accounts.keySet().forEach(name -> names.put(chain.address(name), name));
    for (int size : SIZES) {
      pieces.add(chain.piece("history" + size, size));
    }
    invariants = new Invariants(chain);
  }

  private Vetting vetting() {
    return new Vetting(
        Amount.ofPebbles(1_100_000L * (1 + random.nextInt(12))), 10 + random.nextInt(91));
  }

  private Governance governance() {
    return new Governance(
        3 + random.nextInt(20),
        2 + random.nextInt(10),
        Amount.ofCairn(1),
        Amount.ofPebbles(random.nextInt(100)),
        Amount.ofPebbles(random.nextInt(100)));
  }

  private Params params() {
    Params d = Params.defaults(Profile.DEV);
    int m = 10 + random.nextInt(6);
    Fees f = d.fees();
    return new Params(
        250,
        m,
        m / 2,
        1 + random.nextInt(3),
        2 + random.nextInt(3),
        m / 2 + random.nextInt(4),
        1 + random.nextInt(3),
        7,
        9,
        2 + random.nextInt(3),
        8 + 4 * random.nextInt(4),
        d.minBond(),
        Amount.ofPebbles(1 + random.nextInt(5)),
        Amount.ofPebbles(100 + random.nextInt(1_000_000)),
        d.agreementDeposit(),
        d.slotDeposit(),
        d.newAccountFee(),
        d.proofFee(),
        Amount.ofPebbles(random.nextInt(3)),
        f);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /// Runs at least so many steps, a step being a block or a transaction; then lets the ledger run
  /// dry.
  void run(long wanted) {
    while (steps < wanted) {
      block();
    }
    runDry();
  }

  /// Makes so many blocks.
  void blocks(int count) {
    for (int i = 0; i < count; i++) {
      block();
    }
  }

  private void runDry() {
    stakes.rest();
    for (int i = 0; i < 16 * LONGEST_PERIOD + 400; i++) {
      apply(validators.get(i % validators.size()), 250, List.of());
    }
    invariants.nothingIsLeft();
  }

  private void block() {
    List<ByteString> txs = new ArrayList<>();
    int count = chance(40) ? 0 : random.nextInt(6);
    for (int i = 0; i < count; i++) {
      act().ifPresent(txs::add);
    }
    if (chain.params.staking().isPresent()) {
      stakes.messages((payer, msg) -> txs.add(sign(payer, msg)));
    }
    if (laws.voted()) {
      govern().ifPresent(txs::add);
    }
    treasury.ifPresent(acts -> acts.order(actors).forEach(msg -> txs.add(sign(any(actors), msg))));
    txs.addAll(proofs());
    if (chance(5) && !sent.isEmpty()) {
      txs.add(any(sent));
    }
    if (chance(3)) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      txs.add(ByteString.copyFrom(noise));
    }
    boolean bad = chain.height / 100 % 5 == 4;
    String proposer = bad && chance(90) ? validators.getFirst() : any(validators);
    long dt = bad && chance(5) ? 250 * chain.params.window() : chance(2) ? 1 : 250;
    apply(proposer, dt, through.take(proposer, dt, txs));
  }

  private void apply(String proposer, long dt, List<ByteString> txs) {
    BlockResult result =
        chain.params.staking().isPresent()
            ? stakes.block(validators.indexOf(proposer), dt, txs, invariants)
            : chain.block(proposer, dt, txs);
    steps += 1 + txs.size();
    result.results().stream()
        .skip(1)
        .forEach(r -> codes.merge(r.code() + " " + r.reason(), 1, Integer::sum));
    invariants.afterBlock(result);
    treasury.ifPresent(acts -> acts.model.afterBlock(txs, result));
    afterBlock.accept(result);
  }

  private ByteString sign(String payer, Msg... msgs) {
    int lane = random.nextInt(3);
    long[] own = nonces.computeIfAbsent(payer, _ -> new long[16]);
    long nonce = own[lane] + (chance(3) ? 0 : 1 + random.nextInt(2));
    own[lane] = Math.max(own[lane], nonce);
    ByteString tx = chain.tx(payer, lane, nonce, chain.height + 1 + random.nextInt(20), msgs);
    sent.add(tx);
    return tx;
  }

  private Optional<ByteString> act() {
    String actor = any(actors);
    return switch (random.nextInt(14)) {
      case 0, 1, 2 -> create(actor);
      case 3, 4, 5, 6 -> open();
      case 7 -> provide("op" + random.nextInt(OPERATORS));
      case 8 -> reserve();
      case 9 -> complete();
      case 10 -> chance(30) ? terminate() : Optional.empty();
      case 11 -> bond("op" + random.nextInt(OPERATORS));
      case 12 -> payout("op" + random.nextInt(OPERATORS));
      default ->
          Optional.of(
              sign(
                  actor,
                  new Msg.Transfer(chain.address(any(actors)), Amount.ofPebbles(1)),
                  new Msg.Transfer(
                      chain.address(chance(50) ? "new" + random.nextInt(40) : any(actors)),
                      Amount.ofPebbles(1 + random.nextInt(1_000)))));
    };
  }

  /// Proposes something now and then, much of it impossible, and votes, mostly for it.
  private Optional<ByteString> govern() {
    String validator = laws.staked() ? any(StakeActs.NAMES) : "op" + random.nextInt(4);
    String operator = chance(95) ? validator : any(actors);
    GovernanceRecord governance = chain.view.governance().orElseThrow();
    if (governance.getOpenCount() > 0 && chance(70)) {
      long open = any(governance.getOpenList());
      return Optional.of(sign(operator, new Msg.Vote(chance(95) ? open : open + 1, chance(85))));
    }
    Governance rules = chain.view.params().governance().orElseThrow();
    long activation =
        chain.height + 1 + rules.voting() + rules.delay() + (chance(90) ? random.nextInt(9) : -1);
    if (treasury.isPresent() && chance(40)) {
      return Optional.of(sign(operator, new Msg.Propose(treasury.get().voted(), activation)));
    }
    Msg.Proposed proposed =
        chance(15)
            ? new Msg.NewProgram(
                new Upgrade(governance.getAppVersion() + 1 + random.nextInt(3), "next"))
            : new Msg.Changes(changes());
    return Optional.of(sign(operator, new Msg.Propose(proposed, activation)));
  }

  private List<ParamChange> changes() {
    Map<String, ParamChange> changes = new TreeMap<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      ParamChange one = change();
      changes.put(one.name(), one);
    }
    return List.copyOf(changes.values());
  }

  private ParamChange change() {
    return switch (random.nextInt(14)) {
      case 0, 1 -> count("M", 7, (int) LONGEST_PERIOD);
      case 2 -> count("W", 1, 10);
      case 3 -> count("T_fill", 2, 20);
      case 4 -> count("L", 1, 4);
      case 5 -> count("F", 2, 5);
      case 6 -> count("bountyHold", 1, 4);
      case 7 -> count("keepClosed", 1, 20);
      case 8 -> new ParamChange("minBond", Amount.ofCairn(random.nextInt(160)).pebbles());
      case 9 -> count("maxDuePerBlock", 1, 5);
      case 10 -> count("maxEndWork", 3, 24);
      case 11 -> count("bytePrice", 0, 4);
      case 12 -> count(chance(50) ? "fee of Vote" : "votingBlocks", 0, 20);
      default -> count(chance(50) ? "unbonding" : chance(50) ? "minRate" : "nothing", 1, 6);
    };
  }

  private ParamChange count(String name, int least, int most) {
    return new ParamChange(name, BigInteger.valueOf(least + random.nextInt(most - least + 1)));
  }

  private Optional<ByteString> create(String client) {
    TestPiece piece = any(pieces);
    BigInteger ceiling =
        BigInteger.TEN
            .pow(chance(5) ? 5 : 16 + random.nextInt(3))
            .multiply(BigInteger.valueOf(1 + random.nextInt(9)));
    return Optional.of(
        sign(
            client,
            new Msg.CreateAgreement(
                piece.root,
                piece.cidBytes,
                1 + random.nextInt(4),
                Amount.of(ceiling),
                1 + random.nextInt(12),
                1 + random.nextInt(4),
                chain.height + 1 + random.nextInt(12))));
  }

  private List<AgreementRecord> agreements() {
    return chain.all(StateKeys.AGREEMENT, AgreementRecord.parser());
  }

  private Optional<ByteString> open() {
    List<AgreementRecord> open =
        agreements().stream()
            .filter(a ->
                chance(5)
                    || a.getSlotsList().stream()
                        .anyMatch(s -> s.getState() == SlotState.SLOT_EMPTY))
            .toList();
    if (open.isEmpty()) {
      return Optional.empty();
    }
    AgreementRecord a = any(open);
    String operator = "op" + random.nextInt(OPERATORS);
    BigInteger ceiling = new BigInteger(1, a.getCeiling().toByteArray());
    Intent intent =
        new Intent(
            chain.chainRef,
            a.getId(),
            random.nextInt(a.getSlotsCount()),
            chain.address(chance(97) ? operator : any(actors)),
            a.getPiece(),
            Amount.of(
                ceiling
                    .multiply(BigInteger.valueOf(50 + random.nextInt(52)))
                    .divide(BigInteger.valueOf(100))),
            Amount.of(new BigInteger(1, a.getCollateral().toByteArray())),
            a.getFillUntil() + (chance(3) ? 1 : 0));
    String signer =
        chance(97) ? names.getOrDefault(new Address(a.getClient()), "op0") : any(actors);
    return Optional.of(sign(operator, new Msg.OpenSet(chain.intent(intent, signer))));
  }

  private Optional<ByteString> provide(String operator) {
    String payout = chance(20) ? "op0" : operator;
    return Optional.of(
        sign(
            operator,
            chain.register(
                payout,
                "peer" + operator + random.nextInt(2),
                chance(95) ? operator : "op1",
                Amount.ofCairn(chance(90) ? 100 : 5))));
  }

  private Optional<ByteString> payout(String operator) {
    Optional<ProviderRecord> provider = chain.view.provider(chain.address(operator));
    if (provider.isEmpty()) {
      return Optional.empty();
    }
    String holder = names.getOrDefault(new Address(provider.get().getPayout()), operator);
    boolean peer = chance(50);
    return Optional.of(
        sign(
            peer ? operator : holder,
            new Msg.UpdateProvider(
                chain.address(operator),
                peer ? Optional.empty() : Optional.of(chain.address(any(actors))),
                peer
                    ? Optional.of(
                        new Msg.PeerChange(
                            chain.peerId("peer" + operator + random.nextInt(3)),
                            chain.bindSignature("peer" + operator + "0", operator)))
                    : Optional.empty(),
                chance(30) && peer ? Optional.of(List.of()) : Optional.empty())));
  }

  private Optional<ByteString> bond(String operator) {
    return chain
        .view
        .provider(chain.address(operator))
        .map(p -> {
          BigInteger all = new BigInteger(1, p.getBond().toByteArray());
          Amount some = Amount.of(all.divide(BigInteger.valueOf(1 + random.nextInt(60))));
          return chance(60)
              ? sign(operator, new Msg.BondWithdraw(some))
              : sign(operator, new Msg.BondAdd(Amount.ofCairn(1)));
        });
  }

  private List<TicketRecord> tickets() {
    return chain.all(StateKeys.TICKET, TicketRecord.parser());
  }

  private Optional<ByteString> reserve() {
    List<TicketRecord> tickets = tickets();
    return tickets.isEmpty()
        ? Optional.empty()
        : Optional.of(
            sign("op" + random.nextInt(OPERATORS), new Msg.ReserveRepair(any(tickets).getId())));
  }

  private Optional<ByteString> complete() {
    List<TicketRecord> reserved =
        tickets().stream().filter(t -> !t.getReservedBy().isEmpty()).toList();
    if (reserved.isEmpty()) {
      return Optional.empty();
    }
    TicketRecord ticket = any(reserved);
    ByteString junk = TestPiece.junk(ticket.getId(), 0);
    ByteString proof = chain.repairEntry(ticket.getId()).orElse(junk);
    String operator =
        chance(95) ? names.getOrDefault(new Address(ticket.getReservedBy()), "op0") : "op1";
    return Optional.of(
        sign(
            operator,
            new Msg.CompleteRepair(
                ticket.getId(),
                chance(90) || proof.equals(junk) ? proof : TestPiece.broken(proof))));
  }

  private Optional<ByteString> terminate() {
    List<SetRecord> live = liveSets();
    List<AgreementRecord> agreements = agreements();
    if (chance(50) && !live.isEmpty()) {
      SetRecord set = any(live);
      String operator = names.getOrDefault(new Address(set.getProvider()), "op0");
      return Optional.of(sign(operator, new Msg.TerminateSet(set.getId())));
    }
    if (agreements.isEmpty()) {
      return Optional.empty();
    }
    AgreementRecord a = any(agreements);
    String client = names.getOrDefault(new Address(a.getClient()), "client0");
    return Optional.of(
        sign(chance(90) ? client : any(actors), new Msg.TerminateAgreement(a.getId())));
  }

  private List<SetRecord> liveSets() {
    return chain.all(StateKeys.SET, SetRecord.parser()).stream()
        .filter(s -> s.getStatus() == SetStatus.STATUS_LIVE)
        .toList();
  }

  /// Proofs of what is open: by diligent operators nearly always, by lazy ones seldom, and floods
  /// of false ones.
  private List<ByteString> proofs() {
    Map<String, List<ByteString>> batches = new TreeMap<>();
    for (SetRecord set : liveSets()) {
      String operator = names.getOrDefault(new Address(set.getProvider()), "op0");
      Params kept = chain.view.params(chain.view.params(), set.getTerms());
      long deadline = set.getOpenedHeight() + set.getPeriod() * kept.period();
      boolean open = chain.height + 1 > deadline - kept.window();
      boolean lazy = operator.compareTo("op5") >= 0;
      if (open && chance(lazy ? 6 : 35) && !Bits.isSet(set.getBits(), set.getPeriod())) {
        ByteString entry = chain.entry(set.getId(), set.getPeriod()).orElseThrow();
        batches
            .computeIfAbsent(operator, _ -> new ArrayList<>())
            .add(chance(95) ? entry : TestPiece.broken(entry));
      }
    }
    if (chance(3)) {
      ByteString[] flood = new ByteString[1 + random.nextInt(30)];
      Arrays.fill(flood, TestPiece.junk(1 + random.nextInt(20), 1));
      batches.computeIfAbsent(any(actors), _ -> new ArrayList<>()).addAll(List.of(flood));
    }
    List<ByteString> txs = new ArrayList<>();
    batches.forEach((operator, entries) -> txs.add(sign(operator, new Msg.ProveBatch(entries))));
    return txs;
  }
}
