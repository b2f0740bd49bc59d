package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Fees;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.SetStatus;
import network.cairn.proto.ledger.Slot;
import network.cairn.proto.ledger.TicketRecord;
import network.cairn.testing.VectorNode;

/// Replays one scenario through the rules and compares codes, data, ids and states.
final class ScenarioReplay {
  private final VectorNode scenario;
  private final TestChain chain;
  private final Map<String, TestPiece> pieces = new TreeMap<>();
  private final Map<ByteString, String> names = new LinkedHashMap<>();
  private final Map<String, Map<String, VectorNode>> expected = new TreeMap<>();
  int transactions;
  int states;

  ScenarioReplay(VectorNode scenario) {
    this(scenario, Mirror.none());
  }

  /// @param mirror follows the history
  ScenarioReplay(VectorNode scenario, Mirror mirror) {
    this.scenario = scenario;
    Map<String, Amount> accounts = new LinkedHashMap<>();
    for (Map.Entry<String, VectorNode> account : scenario.get("accounts").members().entrySet()) {
      accounts.put(account.getKey(), amount(account.getValue()));
    }
    List<String> validators = new ArrayList<>();
    scenario.get("validators").forEach(v -> validators.add(v.asString()));
    chain =
        new TestChain(
            scenario.get("name").asString(),
            params(scenario.get("params")),
            validators,
            accounts,
            mirror);
    for (Map.Entry<String, VectorNode> piece : scenario.get("pieces").members().entrySet()) {
      pieces.put(piece.getKey(), chain.piece(piece.getKey(), piece.getValue().asInt()));
    }
    accounts.keySet().forEach(this::name);
  }

  private Address name(String name) {
    Address address = chain.address(name);
    names.put(address.bytes(), name);
    return address;
  }

  private static Amount amount(VectorNode node) {
    return Amount.parse(node.asString());
  }

  private static Params params(VectorNode p) {
    VectorNode fees = p.get("fees");
    return new Params(
        p.get("blockInterval").asLong(),
        p.get("M").asLong(),
        p.get("W").asLong(),
        p.get("L").asLong(),
        p.get("F").asLong(),
        p.get("T_fill").asLong(),
        p.get("bountyHold").asLong(),
        p.get("unbonding").asLong(),
        p.get("keepClosed").asLong(),
        p.get("maxDuePerBlock").asLong(),
        p.get("maxEndWork").asLong(),
        amount(p.get("minBond")),
        amount(p.get("minRate")),
        amount(p.get("minCollateral")),
        amount(p.get("agreementDeposit")),
        amount(p.get("slotDeposit")),
        amount(p.get("newAccountFee")),
        amount(p.get("proofFee")),
        amount(p.get("bytePrice")),
        new Fees(
            amount(fees.get("Transfer")),
            amount(fees.get("RegisterProvider")),
            amount(fees.get("UpdateProvider")),
            amount(fees.get("BondAdd")),
            amount(fees.get("BondWithdraw")),
            amount(fees.get("CreateAgreement")),
            amount(fees.get("OpenSet")),
            amount(fees.get("Terminate")),
            amount(fees.get("ReserveRepair")),
            amount(fees.get("CompleteRepair"))));
  }

  void run() {
    for (VectorNode block : scenario.get("blocks")) {
      int count = block.has("empty") ? block.get("empty").asInt() : 1;
      for (int i = 0; i < count; i++) {
        block(block);
      }
      if (block.has("state")) {
        compare(block.get("state"));
        states++;
      }
    }
  }

  private void block(VectorNode block) {
    List<String> validators = chain.validators();
    String proposer =
        block.has("proposer")
            ? block.get("proposer").asString()
            : validators.get((int) ((chain.height + 1) % validators.size()));
    long dt = block.has("dt") ? block.get("dt").asLong() : chain.params.blockIntervalMs();
    List<VectorNode> specs = new ArrayList<>();
    if (block.has("txs")) {
      block.get("txs").forEach(specs::add);
    }
    List<ByteString> txs = specs.stream().map(this::tx).toList();
    BlockResult result = chain.block(proposer, dt, txs);
    for (int i = 0; i < specs.size(); i++) {
      compare(specs.get(i), result.results().get(i + 1));
      transactions++;
    }
  }

  private void compare(VectorNode spec, TxResult result) {
    String what = "height " + chain.height + ", " + spec + " gave " + result;
    assertThat(result.code()).as(what).isEqualTo(spec.get("code").asInt());
    if (spec.has("data")) {
      assertThat(HexFormat.of().formatHex(result.data().toByteArray()))
          .as(what)
          .isEqualTo(spec.get("data").asString());
    } else {
      List<Long> ids = new ArrayList<>();
      if (spec.has("ids")) {
        spec.get("ids").forEach(id -> ids.add(id.asLong()));
      }
      List<Long> taken = new ArrayList<>();
      for (int at = 0; at < result.data().size(); at += 8) {
        taken.add(result.data().substring(at, at + 8).asReadOnlyByteBuffer().getLong());
      }
      assertThat(taken).as(what).isEqualTo(ids);
    }
  }

  private ByteString tx(VectorNode spec) {
    List<Msg> msgs = new ArrayList<>();
    String payer = spec.get("payer").asString();
    name(payer);
    spec.get("msgs").forEach(msg -> msgs.add(msg(msg, payer)));
    ByteString ref = is(spec, "wrongChain") ? chain.otherChain() : chain.chainRef;
    return RawTx.sign(
        chain.key(payer),
        ref,
        spec.get("lane").asInt(),
        spec.get("nonce").asLong(),
        spec.get("validUntil").asLong(),
        msgs);
  }

  private static boolean is(VectorNode node, String field) {
    return node.has(field) && node.get(field).asBoolean();
  }

  private Msg msg(VectorNode m, String payer) {
    return switch (m.get("type").asString()) {
      case "Transfer" -> RawTx.transfer(name(m.get("to").asString()), amount(m.get("amount")));
      case "RegisterProvider" ->
          chain.register(
              named(m.get("payout").asString()),
              m.get("peer").asString(),
              m.has("peerSigFor") ? m.get("peerSigFor").asString() : payer,
              amount(m.get("bond")));
      case "UpdateProvider" -> update(m);
      case "BondAdd" -> RawTx.bondAdd(amount(m.get("amount")));
      case "BondWithdraw" -> RawTx.bondWithdraw(amount(m.get("amount")));
      case "CreateAgreement" -> RawTx.create(piece(m), m);
      case "OpenSet" -> new Msg.OpenSet(intent(m.get("intent")));
      case "ProveBatch" -> {
        List<ByteString> entries = new ArrayList<>();
        m.get("entries").forEach(e -> entries.add(entry(e)));
        yield new Msg.ProveBatch(entries);
      }
      case "Terminate" ->
          m.has("agreement")
              ? new Msg.TerminateAgreement(m.get("agreement").asLong())
              : new Msg.TerminateSet(m.get("set").asLong());
      case "ReserveRepair" -> new Msg.ReserveRepair(m.get("ticket").asLong());
      case "CompleteRepair" -> {
        long ticket = m.get("ticket").asLong();
        Optional<ByteString> right = chain.repairEntry(ticket);
        yield new Msg.CompleteRepair(ticket, proof(m.get("proof").asString(), right, ticket, 0));
      }
      default -> throw new AssertionError("message " + m);
    };
  }

  private TestPiece piece(VectorNode m) {
    return Optional.ofNullable(pieces.get(m.get("piece").asString())).orElseThrow();
  }

  private String named(String account) {
    name(account);
    return account;
  }

  private Msg update(VectorNode m) {
    String provider = m.get("provider").asString();
    return RawTx.update(
        name(provider),
        m.has("payout") ? Optional.of(name(m.get("payout").asString())) : Optional.empty(),
        m.has("peer")
            ? Optional.of(
                new Msg.PeerChange(
                    chain.peerId(m.get("peer").asString()),
                    chain.bindSignature(
                        m.get("peer").asString(),
                        m.has("peerSigFor") ? m.get("peerSigFor").asString() : provider)))
            : Optional.empty());
  }

  private network.cairn.ledger.types.SignedIntent intent(VectorNode m) {
    return chain.intent(
        new Intent(
            is(m, "wrongChain") ? chain.otherChain() : chain.chainRef,
            m.get("agreement").asLong(),
            m.get("slot").asLong(),
            name(m.get("provider").asString()),
            piece(m).cidBytes,
            amount(m.get("price")),
            amount(m.get("collateral")),
            m.get("validUntil").asLong()),
        m.get("signer").asString());
  }

  private ByteString entry(VectorNode e) {
    long set = e.get("set").asLong();
    long period = e.get("period").asLong();
    return proof(e.get("proof").asString(), chain.entry(set, period), set, period);
  }

  private static ByteString proof(String kind, Optional<ByteString> right, long set, long period) {
    return kind.equals("valid")
        ? right.orElseThrow()
        : right.map(TestPiece::broken).orElseGet(() -> TestPiece.junk(set, period));
  }

  private void compare(VectorNode state) {
    boolean full = is(state, "full");
    for (String group : List.of("balances", "bond", "reserved", "sets", "tickets", "agreements")) {
      Map<String, VectorNode> merged = expected.computeIfAbsent(group, _ -> new TreeMap<>());
      if (full) {
        merged.clear();
      }
      if (state.has(group)) {
        for (Map.Entry<String, VectorNode> one : state.get(group).members().entrySet()) {
          if (one.getValue().isNull()) {
            merged.remove(one.getKey());
          } else {
            merged.put(one.getKey(), one.getValue());
          }
        }
      }
      Map<String, String> wanted = new TreeMap<>();
      merged.forEach((key, value) -> wanted.put(key, text(value)));
      Map<String, String> actual = actual(group);
      TreeSet<String> keys = new TreeSet<>(wanted.keySet());
      keys.addAll(actual.keySet());
      for (String key : keys) {
        assertThat(String.valueOf(actual.get(key)))
            .as("%s of %s at height %s", group, key, chain.height)
            .isEqualTo(String.valueOf(wanted.get(key)));
      }
    }
    if (state.has("burned")) {
      assertThat(decimal(chain.view.pools().getBurned()))
          .as("burned at %s", chain.height)
          .isEqualTo(state.get("burned").asString());
    }
    if (state.has("repairFund")) {
      assertThat(decimal(chain.view.pools().getRepairFund()))
          .as("repair fund at %s", chain.height)
          .isEqualTo(state.get("repairFund").asString());
    }
    if (state.has("height")) {
      assertThat(chain.height).isEqualTo(state.get("height").asLong());
    }
  }

  private static String text(VectorNode value) {
    if (!value.isObject()) {
      return value.asString();
    }
    Map<String, String> sorted = new TreeMap<>();
    value
        .members()
        .forEach((key, of) -> sorted.put(key, of.isContainer() ? list(of) : of.asString()));
    return sorted.toString();
  }

  private static String list(VectorNode array) {
    List<String> items = new ArrayList<>();
    array.forEach(item -> items.add(item.asString()));
    return items.toString();
  }

  private static String decimal(ByteString amount) {
    return new BigInteger(1, amount.toByteArray()).toString();
  }

  private Map<String, String> actual(String group) {
    Map<String, String> out = new TreeMap<>();
    switch (group) {
      case "balances" ->
          names.forEach((address, name) ->
              chain
                  .view
                  .account(new Address(address))
                  .ifPresent(a -> out.put(name, decimal(a.getBalance()))));
      case "bond" ->
          providers().forEach(p -> out.put(nameOf(p.getProvider()), decimal(p.getBond())));
      case "reserved" ->
          providers().forEach(p -> out.put(nameOf(p.getProvider()), decimal(p.getReserved())));
      case "sets" ->
          chain
              .all(StateKeys.SET, SetRecord.parser())
              .forEach(s -> out.put(Long.toString(s.getId()), set(s)));
      case "tickets" ->
          chain
              .all(StateKeys.TICKET, TicketRecord.parser())
              .forEach(t -> out.put(Long.toString(t.getId()), ticket(t)));
      case "agreements" ->
          chain
              .all(StateKeys.AGREEMENT, AgreementRecord.parser())
              .forEach(a -> out.put(Long.toString(a.getId()), agreement(a)));
      default -> throw new AssertionError(group);
    }
    return out;
  }

  private List<ProviderRecord> providers() {
    return chain.all(StateKeys.PROVIDER, ProviderRecord.parser());
  }

  private String nameOf(ByteString address) {
    return address.isEmpty() ? "" : Optional.ofNullable(names.get(address)).orElseThrow();
  }

  private String set(SetRecord s) {
    Map<String, String> out = new TreeMap<>();
    boolean live = s.getStatus() == SetStatus.STATUS_LIVE;
    out.put("status", live ? "ACTIVE" : s.getStatus().name().substring("STATUS_".length()));
    out.put("escrow", decimal(s.getEscrow()));
    out.put("C", decimal(s.getCollateral()));
    out.put("slashed", decimal(s.getSlashed()));
    out.put("provider", nameOf(s.getProvider()));
    out.put(
        "pot",
        new BigInteger(1, s.getBounty().toByteArray())
            .add(new BigInteger(1, s.getSlashPot().toByteArray()))
            .toString());
    if (live) {
      out.put("m", Long.toString(s.getMisses()));
      out.put("counter", Long.toString(s.getPeriod()));
      out.put("end", Long.toString(s.getEndPeriod()));
      out.put("bits", HexFormat.of().formatHex(s.getBits().toByteArray()));
      out.put("hard", Integer.toString(s.getHard()));
      out.put("misses", Integer.toString(Integer.bitCount(s.getHistory())));
    }
    return out.toString();
  }

  private String ticket(TicketRecord t) {
    Map<String, String> out = new TreeMap<>();
    out.put("pot", decimal(t.getPot()));
    out.put("escrow", decimal(t.getEscrow()));
    out.put("expiry", Long.toString(t.getExpiryHeight()));
    out.put("reservedBy", nameOf(t.getReservedBy()));
    return out.toString();
  }

  private String agreement(AgreementRecord a) {
    Map<String, String> out = new TreeMap<>();
    out.put("escrow", decimal(a.getEscrow()));
    List<String> slots = new ArrayList<>();
    for (Slot slot : a.getSlotsList()) {
      String state = slot.getState().name().substring("SLOT_".length());
      slots.add(slot.getId() == 0 ? state : state + ":" + slot.getId());
    }
    out.put("slots", slots.toString());
    TreeSet<String> barred = new TreeSet<>();
    a.getBarredList().forEach(b -> barred.add(nameOf(b)));
    out.put("barred", barred.toString());
    return out.toString();
  }
}
