package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.rules.Precondition.Unmet;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.SlotState;
import network.cairn.proto.ledger.TicketRecord;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// In every state of random histories, what [Preconditions] says of a message over the state is
/// what the next block does with it, to the reason.
class PreconditionsPropertyTest {
  private static final int HISTORIES = 3;
  private static final long STEPS = Long.getLong("history.steps", 2_600) / 2;
  private static final int LANE = 15;

  private final Map<Precondition, Integer> unmet = new EnumMap<>(Precondition.class);
  private final Map<ProofWindow, Integer> windows = new EnumMap<>(ProofWindow.class);
  private final Map<String, Integer> taken = new TreeMap<>();

  @Test
  void saysWhatTheNextBlockDoes() {
    Property.check(
        HISTORIES,
        random -> {
          RandomHistory history = new RandomHistory(random);
          Judge judge = new Judge(history.chain, new Random(random.nextLong()));
          history.afterBlock = _ -> judge.judge();
          history.run(STEPS);
        });
    System.out.println("preconditions: " + taken + ", " + unmet + ", " + windows);
    EnumSet<Precondition> all = EnumSet.allOf(Precondition.class);
    // Even the largest piece at the highest price costs less than the supply here.
    all.remove(Precondition.COLLATERAL);
    assertThat(unmet.keySet()).isEqualTo(all);
    assertThat(taken.keySet()).contains("create", "open", "repair");
    // At its deadline a period closes, so that no state shows one behind it.
    assertThat(windows.keySet()).isEqualTo(EnumSet.complementOf(EnumSet.of(ProofWindow.LATE)));
  }

  /// Tries messages on the state of a history, and on states near it that histories seldom reach.
  private final class Judge {
    private final TestChain chain;
    private final Random random;
    private final List<String> people = new ArrayList<>();
    private final Map<Address, String> names = new TreeMap<>();
    private Overlay state;
    private StateReader view;

    Judge(TestChain chain, Random random) {
      this.chain = chain;
      this.random = random;
      this.state = new Overlay(chain.state);
      this.view = new StateReader(state);
      for (int i = 0; i < 9; i++) {
        people.add("op" + i);
      }
      for (int i = 0; i < 4; i++) {
        people.add("client" + i);
      }
      people.forEach(name -> names.put(chain.address(name), name));
    }

    void judge() {
      if (chance(50)) {
        return;
      }
      state = new Overlay(chain.state);
      view = new StateReader(state);
      if (chance(40)) {
        disturb();
      }
      create();
      chain.all(StateKeys.AGREEMENT, AgreementRecord.parser()).stream()
          .filter(_ -> chance(60))
          .forEach(this::open);
      chain.all(StateKeys.TICKET, TicketRecord.parser()).stream()
          .filter(_ -> chance(70))
          .forEach(ticket -> repair(chance(10) ? 1_000_000 : ticket.getId()));
      chain.all(StateKeys.SET, SetRecord.parser()).stream()
          .filter(_ -> chance(20))
          .forEach(this::prove);
    }

    /// Changes records that messages are judged by.
    private void disturb() {
      people.stream().filter(_ -> chance(30)).forEach(this::disturb);
      for (AgreementRecord agreement : chain.all(StateKeys.AGREEMENT, AgreementRecord.parser())) {
        AgreementRecord.Builder changed = agreement.toBuilder();
        if (chance(30)) {
          changed.setTerminatedHeight(1);
        }
        if (chance(30)) {
          for (int i = changed.getBarredCount(); i < Preconditions.MAX_BARRED; i++) {
            changed.addBarred(chain.address("barred" + i).bytes());
          }
        }
        write(StateKeys.agreement(agreement.getId()), changed.build());
      }
    }

    private void disturb(String person) {
      Address address = chain.address(person);
      view.provider(address)
          .ifPresent(provider -> {
            ProviderRecord.Builder changed = provider.toBuilder();
            if (chance(50)) {
              changed.setRegisteredHeight(chain.height);
            } else {
              changed.setBond(Money.plus(provider.getReserved(), chain.params.minBond().pebbles()));
            }
            write(StateKeys.provider(address), changed.build());
          });
      view.account(address)
          .filter(_ -> chance(30))
          .ifPresent(account ->
              write(
                  StateKeys.account(address),
                  account.toBuilder().setBalance(Amount.ofCairn(1).encode()).build()));
    }

    private void write(byte[] key, Message record) {
      state.put(key, record.toByteArray());
    }

    private boolean chance(int percent) {
      return random.nextInt(100) < percent;
    }

    private String any() {
      return people.get(random.nextInt(people.size()));
    }

    private Preconditions preconditions() {
      return new Preconditions(
          view, chain.params, chain.chainRef, chain.height + 1, new TestCrypto());
    }

    /// What the next block does with a message; void where the payer cannot pay its fee.
    private TxResult execute(String payer, Msg msg) {
      long nonce = view.account(chain.address(payer)).map(a -> a.getNonces(LANE)).orElse(0L) + 1;
      ByteString tx = chain.tx(payer, LANE, nonce, chain.height + 1, msg);
      return chain.dryRun(state, List.of(tx)).results().get(1);
    }

    private void compare(String kind, String payer, Msg msg, Optional<Unmet> expected) {
      TxResult result = execute(payer, msg);
      if (result.code() == TxResult.VOID) {
        assertThat(result.reason()).isEqualTo(Reason.FEE_NOT_COVERED);
        return;
      }
      assertThat(result.reason())
          .as("%s by %s at %s: %s", kind, payer, chain.height, result.log())
          .isEqualTo(expected.map(u -> u.precondition().reason()).orElse(Reason.NONE));
      assertThat(result.code() == TxResult.DONE).isEqualTo(expected.isEmpty());
      if (expected.filter(u -> u.precondition() != Precondition.FUNDS).isPresent()) {
        assertThat(result.log()).isEqualTo(expected.get().detail());
      }
      expected.ifPresentOrElse(
          u -> unmet.merge(u.precondition(), 1, Integer::sum),
          () -> taken.merge(kind, 1, Integer::sum));
    }

    private void create() {
      TestPiece piece = chain.piece("history200", 200);
      BigInteger ceiling =
          chance(25)
              ? Amount.SUPPLY.pebbles()
              : BigInteger.TEN.pow(random.nextInt(24)).multiply(BigInteger.valueOf(7));
      Msg.CreateAgreement create =
          new Msg.CreateAgreement(
              chance(5) ? junk() : chance(5) ? identity() : piece.root,
              chance(5) ? junk() : chance(40) ? vast() : piece.cidBytes,
              1 + random.nextInt(4),
              Amount.of(ceiling),
              chance(20) ? Msg.MAX_TERM : 1 + random.nextInt(12),
              1 + random.nextInt(4),
              chain.height + random.nextInt(9) + (chance(10) ? 9_000_000 : 0));
      String payer = any();
      compare("create", payer, create, expected(payer, create));
    }

    /// The terms, then the funds after the fee.
    private Optional<Unmet> expected(String payer, Msg.CreateAgreement create) {
      Optional<Unmet> terms = preconditions().createAgreement(create);
      if (terms.isPresent()) {
        return terms;
      }
      long nonce = view.account(chain.address(payer)).map(a -> a.getNonces(LANE)).orElse(0L) + 1;
      int bytes = chain.tx(payer, LANE, nonce, chain.height + 1, create).size();
      BigInteger fee = TxCheck.fee(chain.params, List.of(create), bytes);
      BigInteger cost = preconditions().requireTerms(create).escrow().add(fee);
      return cost.compareTo(Amount.SUPPLY.pebbles()) > 0
          ? Optional.of(new Unmet(Precondition.FUNDS, "above the supply"))
          : preconditions().funds(chain.address(payer), Amount.of(cost));
    }

    private ByteString junk() {
      return ByteString.copyFrom(new byte[] {1, 2, 3});
    }

    private ByteString identity() {
      return ByteString.copyFrom(new byte[] {1, 0x55, 0, 1, 42});
    }

    /// The name of a piece so large that its rent is beyond all means.
    private ByteString vast() {
      return ByteString.copyFrom(PieceCid.of(127L << random.nextInt(28), new byte[32]).encode());
    }

    private void open(AgreementRecord agreement) {
      String provider = "op" + random.nextInt(9);
      BigInteger ceiling = new BigInteger(1, agreement.getCeiling().toByteArray());
      BigInteger collateral = new BigInteger(1, agreement.getCollateral().toByteArray());
      Intent intent =
          new Intent(
              chance(2) ? chain.otherChain() : chain.chainRef,
              chance(2) ? 1_000_000 : agreement.getId(),
              slot(agreement),
              chain.address(chance(3) ? any() : provider),
              chance(2) ? junk() : agreement.getPiece(),
              Amount.of(chance(4) ? ceiling.add(BigInteger.ONE) : price(ceiling)),
              Amount.of(chance(2) ? collateral.add(BigInteger.ONE) : collateral),
              chance(90)
                  ? agreement.getFillUntil()
                  : agreement.getFillUntil() + random.nextInt(3) - 1);
      String client = names.getOrDefault(new Address(agreement.getClient()), "client0");
      SignedIntent signed = chain.intent(intent, chance(3) ? any() : client);
      if (chance(1)) {
        signed = new SignedIntent(junk(), signed.sig());
      }
      compare(
          "open",
          provider,
          new Msg.OpenSet(signed),
          preconditions().openSet(chain.address(provider), signed));
    }

    /// Mostly an empty one, seldom one that is not there.
    private int slot(AgreementRecord agreement) {
      for (int slot = 0; slot < agreement.getSlotsCount(); slot++) {
        if (agreement.getSlots(slot).getState() == SlotState.SLOT_EMPTY && chance(80)) {
          return slot;
        }
      }
      return random.nextInt(agreement.getSlotsCount() + (chance(5) ? 1 : 0));
    }

    private BigInteger price(BigInteger ceiling) {
      return chance(5) ? BigInteger.ONE : ceiling;
    }

    private void repair(long ticket) {
      for (int i = 0; i < 9; i++) {
        Address provider = chain.address("op" + i);
        Optional<Unmet> expected = preconditions().repair(provider, ticket);
        boolean ours =
            chain
                .view
                .ticket(ticket)
                .filter(t -> t.getReservedBy().equals(provider.bytes()))
                .isPresent();
        if (ours) {
          assertThat(expected).isEmpty();
        } else {
          compare("repair", "op" + i, new Msg.ReserveRepair(ticket), expected);
        }
      }
    }

    /// A right proof of the open period counts while its window is open, and only then.
    private void prove(SetRecord set) {
      String holder = names.getOrDefault(new Address(set.getProvider()), "op0");
      String prover = chance(5) ? any() : holder;
      ProofWindow window = preconditions().proofWindow(chain.address(prover), set.getId());
      Optional<ByteString> entry = entry(set);
      if (entry.isEmpty()) {
        assertThat(window).isNotEqualTo(ProofWindow.OPEN);
        windows.merge(window, 1, Integer::sum);
        return;
      }
      TxResult result = execute(prover, new Msg.ProveBatch(List.of(entry.get())));
      if (result.code() == TxResult.DONE) {
        windows.merge(window, 1, Integer::sum);
        assertThat(result.data().byteAt(0) == 1)
            .as("set %s at %s", set, chain.height)
            .isEqualTo(window == ProofWindow.OPEN);
      }
    }

    private Optional<ByteString> entry(SetRecord set) {
      return view.agreement(set.getAgreement()).isEmpty()
          ? Optional.empty()
          : chain.entry(set.getId(), set.getPeriod());
    }
  }
}
