package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.crypto.EcVrf;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.proof.Challenges;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.PeerIds;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TreasuryKeys;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.ledger.BeaconRecord;
import network.cairn.proto.ledger.BeaconTx;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.TicketRecord;
import network.cairn.proto.ledger.ValidatorRecord;

/// A chain in memory, driven block by block through the real rules.
final class TestChain {
  private final Map<String, TestKey> keys = new HashMap<>();
  private final Map<String, TestKey> peers = new HashMap<>();
  private final Map<ByteString, TestPiece> pieces = new HashMap<>();
  private final Map<Long, ByteString> beacons = new HashMap<>();
  private final Map<String, Genesis.Validator> validators = new LinkedHashMap<>();
  private final Crypto crypto;
  private final Application application;
  private final Mirror.Chain mirror;
  private final Optional<TreasuryKeys> treasury;

  /// What each of genesis's validators has bonded, on a chain with staking.
  static final Amount STAKE = Amount.ofCairn(100);

  private final TreeMap<Long, List<BlockContext.Signer>> sets = new TreeMap<>();
  final Genesis genesis;
  final Params params;
  final ByteString chainRef;
  final MemoryState state = new MemoryState();
  final StateReader view = new StateReader(state);
  long height;
  long timeNs;

  TestChain(String chainId, Params params, List<String> validators, Map<String, Amount> accounts) {
    this(chainId, params, validators, accounts, new TestCrypto());
  }

  /// @param mirror follows the chain
  TestChain(
      String chainId,
      Params params,
      List<String> validators,
      Map<String, Amount> accounts,
      Mirror mirror) {
    this(chainId, params, validators, accounts, new TestCrypto(), mirror);
  }

  TestChain(
      String chainId,
      Params params,
      List<String> validators,
      Map<String, Amount> accounts,
      Crypto crypto) {
    this(chainId, params, validators, accounts, crypto, Mirror.none());
  }

  /// @param crypto judges true beacons, unless it is a [TestCrypto]
  TestChain(
      String chainId,
      Params params,
      List<String> validators,
      Map<String, Amount> accounts,
      Crypto crypto,
      Mirror mirror) {
    this(chainId, params, validators, accounts, crypto, mirror, Optional.empty());
  }

  /// @param treasury keys of the account that is called "treasury"
  TestChain(
      String chainId,
      Params params,
      List<String> validators,
      Map<String, Amount> accounts,
      Crypto crypto,
      Mirror mirror,
      Optional<TreasuryKeys> treasury) {
    this.treasury = treasury;
    this.params = params;
    this.crypto = crypto;
    this.application = new Application(crypto);
    for (String name : validators) {
      ByteString pubkey = ByteString.copyFrom(key(name).pubkey());
      ByteString beacon = ByteString.copyFrom(key("beacon/" + name).pubkey());
      this.validators.put(
          name,
          params
              .staking()
              .map(rules ->
                  Genesis.Validator.of(
                      pubkey, beacon, new Genesis.Stake(address(name), STAKE), rules))
              .orElseGet(() -> new Genesis.Validator(pubkey, 1, beacon)));
    }
    genesis =
        new Genesis(
            chainId,
            1_000_000,
            this.validators.values().stream()
                .sorted(
                    Comparator.comparing(
                        Genesis.Validator::address, ByteString.unsignedLexicographicalComparator()))
                .toList(),
            params,
            accounts.entrySet().stream()
                .map(e -> new Genesis.Allocation(address(e.getKey()), e.getValue()))
                .sorted(Comparator.comparing(Genesis.Allocation::address))
                .toList(),
            treasury);
    chainRef = ByteString.copyFrom(genesis.chainRef());
    timeNs = genesis.timeMs() * 1_000_000;
    Overlay first = new Overlay(state);
    GenesisState.write(genesis, first);
    state.apply(first.writes());
    sets.put(1L, named());
    remember();
    this.mirror = mirror.begin(genesis, crypto);
  }

  /// The set that the state names, by rising address.
  private List<BlockContext.Signer> named() {
    return all(StateKeys.VALIDATOR, ValidatorRecord.parser()).stream()
        .map(v -> new BlockContext.Signer(StakeKeys.address(v.getPubkey()), v.getPower(), true))
        .toList();
  }

  /// The set that signs a height, which is at most two above the chain's.
  List<BlockContext.Signer> setOf(long of) {
    return sets.floorEntry(of).getValue();
  }

  /// Validator i belongs to account op i.
  void giveValidatorsOperators() {
    int number = 0;
    for (Genesis.Validator validator : validators.values()) {
      byte[] key = StateKeys.validator(validator.address());
      ByteString operator = address("op" + number++).bytes();
      ValidatorRecord record = view.validator(validator.address()).orElseThrow();
      Overlay change = new Overlay(state);
      change.put(key, record.toBuilder().setOperator(operator).build().toByteArray());
      state.apply(change.writes());
    }
  }

  private void remember() {
    if (!setOf(height + 2).equals(named())) {
      sets.put(height + 2, named());
    }
    beacons.put(height, view.beacon(height).orElseThrow().getValue());
  }

  TestKey key(String name) {
    return keys.computeIfAbsent(name, TestKey::account);
  }

  Address address(String name) {
    return treasury
        .filter(_ -> name.equals("treasury"))
        .map(TreasuryKeys::account)
        .orElseGet(() -> key(name).address());
  }

  TestKey peer(String name) {
    return peers.computeIfAbsent(name, TestKey::peer);
  }

  TestPiece piece(String name, int size) {
    TestPiece piece = new TestPiece(name, size);
    pieces.put(piece.cidBytes, piece);
    return piece;
  }

  List<String> validators() {
    return List.copyOf(validators.keySet());
  }

  /// Makes the next block of these transactions.
  BlockResult block(String proposer, long dtMs, List<ByteString> txs) {
    Genesis.Validator validator = Optional.ofNullable(validators.get(proposer)).orElseThrow();
    return block(validator.address(), dtMs, txs, List.of(), List.of());
  }

  /// Makes the next block, which says this of validators.
  BlockResult block(
      ByteString proposer,
      long dtMs,
      List<ByteString> txs,
      List<BlockContext.Signer> signers,
      List<BlockContext.Misbehaviour> misbehaviours) {
    BlockContext context =
        new BlockContext(height + 1, timeNs + dtMs * 1_000_000, proposer, signers, misbehaviours);
    ByteString beaconKey = view.knownValidator(proposer).orElseThrow().getBeaconKey();
    List<ByteString> all = Stream.concat(Stream.of(beacon(beaconKey)), txs.stream()).toList();
    BlockResult result = application.apply(state, context, all);
    mirror.block(context, all, result);
    state.apply(result.writes());
    height++;
    timeNs = context.timeNs();
    remember();
    return result;
  }

  /// What the next block of these transactions would do.
  BlockResult dryRun(List<ByteString> txs) {
    return dryRun(state, txs);
  }

  /// What they would do over another state of this height.
  BlockResult dryRun(StateView over, List<ByteString> txs) {
    Genesis.Validator validator = genesis.validators().getFirst();
    BlockContext context = new BlockContext(height + 1, timeNs + 1, validator.address());
    return application.apply(
        over,
        context,
        Stream.concat(Stream.of(beacon(validator.beaconKey())), txs.stream()).toList());
  }

  private ByteString beacon(ByteString key) {
    BeaconRecord before = view.beacon(height).orElseThrow();
    byte[] alpha = Domain.beaconAlpha(chainRef, height + 1, before.getValue());
    byte[] pi =
        crypto instanceof TestCrypto
            ? TestCrypto.prove(key.toByteArray(), alpha)
            : EcVrf.prove(seed(key), alpha);
    return BeaconTx.newBuilder().setPi(ByteString.copyFrom(pi)).build().toByteString();
  }

  BlockResult emptyBlock() {
    List<String> names = validators();
    return block(
        names.get((int) ((height + 1) % names.size())), params.blockIntervalMs(), List.of());
  }

  private byte[] seed(ByteString pubkey) {
    return keys.values().stream()
        .filter(key -> pubkey.equals(ByteString.copyFrom(key.pubkey())))
        .findFirst()
        .orElseThrow()
        .seed();
  }

  /// What a validator signs and proves with.
  ValidatorKeys keys(String validator) {
    return new ValidatorKeys(key(validator).seed(), key("beacon/" + validator).seed());
  }

  ByteString otherChain() {
    return ByteString.copyFrom(Sha256.of(chainRef.toByteArray()));
  }

  ByteString tx(String payer, int lane, long nonce, long validUntil, Msg... msgs) {
    return tx(chainRef, payer, lane, nonce, validUntil, List.of(msgs));
  }

  ByteString tx(
      ByteString ref, String payer, int lane, long nonce, long validUntil, List<Msg> msgs) {
    TestKey key = key(payer);
    ByteString body = TxBody.of(ref, key.address(), lane, nonce, validUntil, msgs).encode();
    return new SignedTx(body, key.sig(Domain.TX.signBytes(body))).encode();
  }

  Msg.RegisterProvider register(String payout, String peer, String boundTo, Amount bond) {
    return new Msg.RegisterProvider(
        address(payout), peerId(peer), bindSignature(peer, boundTo), List.of(), bond);
  }

  ByteString peerId(String peer) {
    return PeerIds.ofKey(peer(peer).pubkey());
  }

  ByteString bindSignature(String peer, String operator) {
    return ByteString.copyFrom(peer(peer).sign(Domain.bindPeer(chainRef, address(operator))));
  }

  /// The keys of a name, bound to an operator.
  Msg.VoteKey voteKey(String name, String operator) {
    TestKey key = key("vote/" + name);
    return new Msg.VoteKey(
        ByteString.copyFrom(key.pubkey()),
        ByteString.copyFrom(key.sign(Domain.bindValidator(chainRef, address(operator)))));
  }

  Msg.BeaconKey beaconKey(String name, String operator) {
    TestKey key = key("beacon/" + name);
    byte[] proof = TestCrypto.prove(key.pubkey(), Domain.bindBeacon(chainRef, address(operator)));
    return new Msg.BeaconKey(ByteString.copyFrom(key.pubkey()), ByteString.copyFrom(proof));
  }

  Msg.BondStake candidate(String operator, String keys, Amount amount) {
    return new Msg.BondStake(
        amount,
        Optional.of(new Msg.CandidateKeys(voteKey(keys, operator), beaconKey(keys, operator))));
  }

  SignedIntent intent(Intent intent, String signer) {
    ByteString body = intent.encode();
    return new SignedIntent(body, key(signer).sig(Domain.INTENT.signBytes(body)));
  }

  /// The right proof of a period of a set, as far as one can be made.
  Optional<ByteString> entry(long id, long period) {
    Optional<SetRecord> found = view.set(id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    SetRecord set = found.get();
    Params kept = view.params(view.params(), set.getTerms());
    long seedHeight = set.getOpenedHeight() + period * kept.period() - kept.window();
    int count = set.getHard() > 0 ? Challenges.HARD : Challenges.count(set.getLeafCount());
    ByteString piece = view.agreement(set.getAgreement()).orElseThrow().getPiece();
    return entry(piece, seedHeight, id, period, count);
  }

  /// The right proof for a reserved ticket.
  Optional<ByteString> repairEntry(long id) {
    Optional<TicketRecord> ticket = view.ticket(id).filter(t -> t.getSeedHeight() > 0);
    return ticket.flatMap(t -> entry(t.getPiece(), t.getSeedHeight(), id, 0, Challenges.HARD));
  }

  private Optional<ByteString> entry(
      ByteString piece, long seedHeight, long id, long period, int count) {
    return Optional.ofNullable(beacons.get(seedHeight))
        .map(value -> {
          byte[] seed = Challenges.seed(chainRef.toByteArray(), seedHeight, value.toByteArray());
          return Optional.ofNullable(pieces.get(piece))
              .orElseThrow()
              .entry(seed, id, period, count);
        });
  }

  /// All records of one kind, in order of their keys.
  <M extends com.google.protobuf.Message> List<M> all(
      byte prefix, com.google.protobuf.Parser<M> parser) {
    List<M> all = new ArrayList<>();
    state.scan(
        new byte[] {prefix},
        StateKeys.after(prefix),
        (_, value) -> all.add(StateReader.parse(value, parser)));
    return all;
  }
}
