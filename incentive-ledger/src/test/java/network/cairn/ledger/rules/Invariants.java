package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import network.cairn.ledger.records.Bits;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Terms;
import network.cairn.proto.ledger.AccountRecord;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.Event;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.Pools;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.ResidueCount;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.SetStatus;
import network.cairn.proto.ledger.Slot;
import network.cairn.proto.ledger.SlotState;
import network.cairn.proto.ledger.TicketRecord;
import network.cairn.proto.ledger.UnbondingRecord;

/// What holds after every block of any history (docs/protocol.md §11), computed anew from the whole
/// state and from the events, not by the rules' own code.
final class Invariants {
  private final TestChain chain;
  private final Map<Long, Integer> paidAfterTermination = new HashMap<>();
  private final Set<String> paidPeriods = new HashSet<>();
  private final Set<Long> endedSets = new HashSet<>();
  private final Map<String, Integer> openings = new HashMap<>();
  private final Map<Long, BigInteger> pots = new HashMap<>();
  private final Map<Long, BigInteger> owedBounty = new HashMap<>();
  private final List<Long> times = new ArrayList<>();
  private final List<ByteString> proposers = new ArrayList<>();
  final StakeInvariants stakes;
  final VettingInvariants vetting;
  private Map<Long, SetRecord> before = new HashMap<>();
  private final Map<Long, Params> kept = new HashMap<>();
  private final Map<ByteString, BigInteger> freeBefore = new HashMap<>();
  private final Map<ByteString, long[]> promises = new HashMap<>();
  private Params inForce;
  private long mostDue;
  private long longest;
  long mostTerms;
  final Map<EventKind, Integer> seen = new TreeMap<>();
  long checks;

  Invariants(TestChain chain) {
    this.chain = chain;
    this.stakes = new StakeInvariants(chain);
    this.vetting = new VettingInvariants(chain);
    times.add(chain.timeNs);
    proposers.add(ByteString.EMPTY);
    inForce = chain.view.params();
  }

  private static BigInteger of(ByteString amount) {
    return new BigInteger(1, amount.toByteArray());
  }

  void afterBlock(BlockResult result) {
    times.add(chain.timeNs);
    proposers.add(chain.view.beacon(chain.height).orElseThrow().getProposer());
    Map<Long, SetRecord> sets = new TreeMap<>();
    chain.all(StateKeys.SET, SetRecord.parser()).forEach(s -> sets.put(s.getId(), s));
    result.events().forEach(event -> event(event, result, sets));
    promisesAreCounted();
    vetting.afterBlock();
    termsAreKept();
    theRingIsLongEnough();
    noMoneyIsMadeOrLost(sets);
    reservedIsWhatSetsAndReservationsHold(sets);
    setsKeepTheirBounds(sets);
    slotsAndCalendarAgree(sets);
    valuesAreCanonical();
    stakes.afterBlock(result);
    before = sets;
    inForce = chain.view.params();
    mostDue = Math.max(mostDue, inForce.maxDuePerBlock());
    checks++;
  }

  /// What an agreement was made under holds for it as long as it is there, and for all in it.
  private void termsAreKept() {
    Map<Long, Long> agreements = new TreeMap<>();
    Map<Long, Long> ids = new HashMap<>();
    for (AgreementRecord a : chain.all(StateKeys.AGREEMENT, AgreementRecord.parser())) {
      Params first = kept.computeIfAbsent(a.getId(), _ -> inForce);
      assertThat(a.getTerms() == 0).isEqualTo(inForce.governance().isEmpty());
      assertThat(Terms.of(kept(a.getTerms()))).isEqualTo(Terms.of(first));
      agreements.merge(a.getTerms(), 1L, Long::sum);
      ids.put(a.getId(), a.getTerms());
    }
    for (SetRecord s : chain.all(StateKeys.SET, SetRecord.parser())) {
      assertThat(s.getTerms()).isEqualTo(ids.get(s.getAgreement()));
    }
    for (TicketRecord t : chain.all(StateKeys.TICKET, TicketRecord.parser())) {
      assertThat(t.getTerms()).isEqualTo(ids.get(t.getAgreement()));
    }
    chain
        .view
        .governance()
        .ifPresent(g -> {
          agreements.putIfAbsent(g.getTerms(), 0L);
          assertThat(Terms.of(chain.view.params())).isEqualTo(Terms.of(kept(g.getTerms())));
        });
    Map<Long, Long> counted = new TreeMap<>();
    chain.state.scan(
        new byte[] {StateKeys.TERMS},
        StateKeys.after(StateKeys.TERMS),
        (key, _) -> {
          long id = StateKeys.id(key);
          counted.put(id, chain.view.terms(id).getAgreements());
          return true;
        });
    if (chain.view.governance().isPresent()) {
      assertThat(counted).as("terms and their agreements").isEqualTo(agreements);
      assertThat(counted.size()).isLessThanOrEqualTo(16);
      mostTerms = Math.max(mostTerms, counted.size());
    } else {
      assertThat(counted).isEmpty();
    }
  }

  private Params kept(long terms) {
    return chain.view.params(chain.view.params(), terms);
  }

  /// The last heights without a gap, as many as anything in state may ask for.
  private void theRingIsLongEnough() {
    List<Long> heights = new ArrayList<>();
    chain.state.scan(
        new byte[] {StateKeys.BEACON},
        StateKeys.after(StateKeys.BEACON),
        (key, _) -> heights.add(StateKeys.id(key)));
    assertThat(heights.getLast()).isEqualTo(chain.height);
    assertThat(heights.getLast() - heights.getFirst()).isEqualTo(heights.size() - 1);
    for (AgreementRecord a : chain.all(StateKeys.AGREEMENT, AgreementRecord.parser())) {
      Params needed = kept(a.getTerms());
      long oldest = chain.height - Math.max(needed.window(), needed.fill());
      assertThat(heights.getFirst()).isLessThanOrEqualTo(Math.max(oldest, a.getCreatedHeight()));
    }
    longest = Math.max(longest, Math.max(inForce.window(), inForce.fill()) + 1);
    assertThat((long) heights.size()).isLessThanOrEqualTo(longest);
  }

  private void noMoneyIsMadeOrLost(Map<Long, SetRecord> sets) {
    BigInteger sum = BigInteger.ZERO;
    for (AccountRecord a : chain.all(StateKeys.ACCOUNT, AccountRecord.parser())) {
      sum = sum.add(of(a.getBalance()));
    }
    for (ProviderRecord p : chain.all(StateKeys.PROVIDER, ProviderRecord.parser())) {
      sum = sum.add(of(p.getBond()));
    }
    for (SetRecord s : sets.values()) {
      sum = sum.add(of(s.getEscrow())).add(of(s.getSlashPot())).add(of(s.getBounty()));
    }
    for (TicketRecord t : chain.all(StateKeys.TICKET, TicketRecord.parser())) {
      sum = sum.add(of(t.getEscrow())).add(of(t.getPot()));
    }
    for (AgreementRecord a : chain.all(StateKeys.AGREEMENT, AgreementRecord.parser())) {
      sum = sum.add(of(a.getEscrow()));
      long empty =
          a.getSlotsList().stream().filter(s -> s.getState() == SlotState.SLOT_EMPTY).count();
      BigInteger deposit = a.getClosedHeight() == 0 ? of(a.getDeposit()) : BigInteger.ZERO;
      assertThat(of(a.getEscrow()))
          .isEqualTo(deposit.add(of(a.getSlotRent()).multiply(BigInteger.valueOf(empty))));
    }
    for (UnbondingRecord u : chain.all(StateKeys.UNBONDING, UnbondingRecord.parser())) {
      sum = sum.add(of(u.getAmount()));
    }
    sum = sum.add(stakes.held());
    for (long id : proposals()) {
      sum = sum.add(of(chain.view.proposal(id).orElseThrow().getDeposit()));
    }
    Pools pools = chain.view.pools();
    sum = sum.add(of(pools.getBurned())).add(of(pools.getRepairFund()));
    assertThat(sum).as("all money at height %s", chain.height).isEqualTo(Amount.SUPPLY.pebbles());
  }

  /// Those that are voted on or accepted: there is no other.
  private List<Long> proposals() {
    List<Long> named = new ArrayList<>();
    chain
        .view
        .governance()
        .ifPresent(g -> {
          named.addAll(g.getOpenList());
          named.addAll(g.getPendingList());
        });
    List<Long> there = new ArrayList<>();
    chain.state.scan(
        StateKeys.proposal(0),
        StateKeys.after(StateKeys.GOVERNANCE),
        (key, _) -> there.add(StateKeys.id(key)));
    assertThat(there).containsExactlyInAnyOrderElementsOf(named);
    assertThat(there.size()).isLessThanOrEqualTo(16);
    return there;
  }

  private void reservedIsWhatSetsAndReservationsHold(Map<Long, SetRecord> sets) {
    Map<ByteString, BigInteger> held = new HashMap<>();
    for (SetRecord s : sets.values()) {
      if (s.getStatus() == SetStatus.STATUS_LIVE) {
        held.merge(
            s.getProvider(), of(s.getCollateral()).subtract(of(s.getSlashed())), BigInteger::add);
      }
    }
    for (TicketRecord t : chain.all(StateKeys.TICKET, TicketRecord.parser())) {
      if (!t.getReservedBy().isEmpty()) {
        held.merge(t.getReservedBy(), of(t.getCollateral()), BigInteger::add);
      }
    }
    for (ProviderRecord p : chain.all(StateKeys.PROVIDER, ProviderRecord.parser())) {
      BigInteger reserved = of(p.getReserved());
      assertThat(reserved).isEqualTo(held.getOrDefault(p.getProvider(), BigInteger.ZERO));
      BigInteger free = of(p.getBond()).subtract(reserved);
      assertThat(free.signum()).isGreaterThanOrEqualTo(0);
      BigInteger earlier = freeBefore.getOrDefault(p.getProvider(), BigInteger.ZERO);
      assertThat(free)
          .as("what is free falls below the least bond only because that was raised")
          .isGreaterThanOrEqualTo(earlier.min(inForce.minBond().pebbles()));
      freeBefore.put(p.getProvider(), free);
      held.remove(p.getProvider());
    }
    assertThat(held).as("held by nobody").isEmpty();
    freeBefore.keySet().removeIf(p -> chain.view.provider(new Address(p)).isEmpty());
  }

  private void setsKeepTheirBounds(Map<Long, SetRecord> sets) {
    for (SetRecord s : sets.values()) {
      BigInteger cap =
          of(s.getCollateral()).multiply(BigInteger.valueOf(60)).divide(BigInteger.valueOf(100));
      assertThat(of(s.getSlashed())).isLessThanOrEqualTo(cap);
      boolean live = s.getStatus() == SetStatus.STATUS_LIVE;
      if (live) {
        BigInteger needed =
            of(s.getRate()).multiply(BigInteger.valueOf(s.getEndPeriod() - s.getPeriod() + 1));
        assertThat(of(s.getEscrow())).isGreaterThanOrEqualTo(needed);
        assertThat(s.getPeriod()).isLessThanOrEqualTo(s.getEndPeriod());
      } else {
        assertThat(of(s.getEscrow()).add(of(s.getBounty())).add(of(s.getSlashPot()))).isZero();
      }
      SetRecord earlier = before.get(s.getId());
      if (earlier != null && earlier.getStatus() != SetStatus.STATUS_LIVE) {
        assertThat(s).as("an ended set stays as it is").isEqualTo(earlier);
      }
      long proven = 0;
      for (long period = 1; period <= (live ? s.getPeriod() - 1 : s.getPeriod()); period++) {
        proven += paidPeriods.contains(s.getId() + "/" + period) ? 1 : 0;
        assertThat(Bits.isSet(s.getBits(), period))
            .as("period %s of set %s is paid iff proven", period, s.getId())
            .isEqualTo(paidPeriods.contains(s.getId() + "/" + period));
      }
      assertThat(s.getProven()).isEqualTo(proven);
    }
  }

  private void slotsAndCalendarAgree(Map<Long, SetRecord> sets) {
    Set<String> wanted = new TreeSet<>();
    Map<String, Long> residues = new HashMap<>();
    for (SetRecord s : sets.values()) {
      if (s.getStatus() == SetStatus.STATUS_LIVE) {
        long period = kept(s.getTerms()).period();
        long due = s.getOpenedHeight() + s.getPeriod() * period;
        assertThat(due).isGreaterThan(chain.height);
        wanted.add(due + "/1/" + s.getId());
        residues.merge(period + "/" + s.getOpenedHeight() % period, 1L, Long::sum);
      }
    }
    for (AgreementRecord a : chain.all(StateKeys.AGREEMENT, AgreementRecord.parser())) {
      slots(a, sets, wanted);
    }
    for (TicketRecord t : chain.all(StateKeys.TICKET, TicketRecord.parser())) {
      wanted.add(t.getExpiryHeight() + "/3/" + t.getId());
      if (!t.getReservedBy().isEmpty()) {
        wanted.add((t.getSeedHeight() + kept(t.getTerms()).fill()) + "/2/" + t.getId());
      }
    }
    Set<String> calendar = new TreeSet<>();
    chain.state.scan(
        new byte[] {StateKeys.CALENDAR},
        StateKeys.after(StateKeys.CALENDAR),
        (key, _) -> {
          Calendar.Entry e = Calendar.Entry.of(key);
          if (e.kind() == Calendar.UNBONDING || e.kind() == Calendar.STAKE_UNBONDING) {
            assertThat(chain.view.unbonding(e.id())).isPresent();
          } else {
            calendar.add(e.height() + "/" + e.kind() + "/" + e.id());
          }
          return true;
        });
    assertThat(calendar).as("calendar at height %s", chain.height).isEqualTo(wanted);
    Map<String, Long> counted = counted();
    assertThat(counted).isEqualTo(residues);
    mostDue = Math.max(mostDue, inForce.maxDuePerBlock());
    assertThat(counted.values()).allMatch(n -> n <= mostDue);
  }

  /// Live sets by period and residue, as the state counts them.
  private Map<String, Long> counted() {
    Map<String, Long> counted = new HashMap<>();
    boolean governed = chain.view.governance().isPresent();
    byte prefix = governed ? StateKeys.RESIDUE_OF_PERIOD : StateKeys.RESIDUE;
    chain.state.scan(
        new byte[] {prefix},
        StateKeys.after(prefix),
        (key, value) -> {
          ByteBuffer in = ByteBuffer.wrap(key, 1, key.length - 1);
          long period = governed ? in.getLong() : chain.params.period();
          long live = StateReader.parse(value, ResidueCount.parser()).getLive();
          counted.put(period + "/" + in.getLong(), live);
          return true;
        });
    return counted;
  }

  private void slots(AgreementRecord a, Map<Long, SetRecord> sets, Set<String> wanted) {
    Set<ByteString> holders = new HashSet<>();
    boolean empty = false;
    boolean kept = false;
    boolean tickets = false;
    for (Slot slot : a.getSlotsList()) {
      switch (slot.getState()) {
        case SLOT_EMPTY -> empty = true;
        case SLOT_SET -> {
          SetRecord set = java.util.Objects.requireNonNull(sets.get(slot.getId()));
          assertThat(set.getStatus()).isEqualTo(SetStatus.STATUS_LIVE);
          assertThat(holders.add(set.getProvider())).as("one copy a provider").isTrue();
          kept = true;
        }
        case SLOT_TICKET -> {
          TicketRecord ticket = chain.view.ticket(slot.getId()).orElseThrow();
          tickets = true;
          if (!ticket.getReservedBy().isEmpty()) {
            assertThat(holders.add(ticket.getReservedBy())).as("one copy a provider").isTrue();
            kept = true;
          }
        }
        case SLOT_DONE, UNRECOGNIZED -> {}
      }
    }
    assertThat(tickets && !empty && !kept).as("a ticket nobody can fill").isFalse();
    if (empty) {
      wanted.add(a.getFillUntil() + "/4/" + a.getId());
    }
    boolean done = !empty && !kept && !tickets;
    assertThat(a.getClosedHeight() != 0).isEqualTo(done);
    if (done) {
      wanted.add((a.getClosedHeight() + kept(a.getTerms()).keepClosed()) + "/6/" + a.getId());
    }
    assertThat(a.getBarredCount()).isLessThanOrEqualTo(64);
  }

  private void valuesAreCanonical() {
    assertThat(chain.state.entries().values()).allMatch(value -> value.length > 0);
  }

  private void event(Event event, BlockResult result, Map<Long, SetRecord> sets) {
    seen.merge(event.getKind(), 1, Integer::sum);
    switch (event.getKind()) {
      case PERIOD_PAID -> {
        paid(event);
        promise(event, 0);
      }
      case SLASHED -> {
        slashed(event, result);
        vetting.slashed(event);
      }
      case PERIOD_MISSED -> {
        assertThat(healthy(sets, event)).isTrue();
        promise(event, 1);
      }
      case PERIOD_NEUTRAL -> assertThat(healthy(sets, event)).isFalse();
      case SET_CLOSED -> assertThat(endedSets.add(event.getSet())).isTrue();
      case SET_FAILED -> {
        assertThat(endedSets.add(event.getSet())).isTrue();
        promise(event, event.getTx() == Draft.END_OF_BLOCK ? 2 : 3);
      }
      case PROVIDER_REMOVED -> {
        promises.remove(event.getAccount());
        vetting.removed(event.getAccount());
      }
      case SET_OPENED -> {
        opened(event, sets);
        vetting.took(event.getAccount());
      }
      case TICKET_RESERVED -> vetting.took(event.getAccount());
      case TICKET_OPENED -> pots.put(event.getTicket(), of(event.getAmount()));
      case BOUNTY_PAID -> {
        assertThat(of(event.getAmount())).isEqualTo(owedBounty.get(event.getSet()));
        owedBounty.remove(event.getSet());
      }
      default -> {}
    }
  }

  /// One more period paid or missed, or set failed or left.
  private void promise(Event event, int which) {
    SetRecord set = chain.view.set(event.getSet()).orElseThrow();
    ByteString provider = set.getProvider();
    if (which == 0) {
      vetting.kept(set);
    } else if (which > 1) {
      vetting.broke(set);
    }
    promises.computeIfAbsent(provider, _ -> new long[4])[which]++;
  }

  /// Only a chain whose parameters can change counts, and it counts right.
  private void promisesAreCounted() {
    for (ProviderRecord p : chain.all(StateKeys.PROVIDER, ProviderRecord.parser())) {
      boolean counts = inForce.governance().isPresent();
      assertThat(List.of(p.getKept(), p.getMissed(), p.getFailed(), p.getLeft()))
          .isEqualTo(
              Arrays.stream(promises.getOrDefault(p.getProvider(), new long[4]))
                  .map(n -> counts ? n : 0)
                  .boxed()
                  .toList());
    }
  }

  private void paid(Event event) {
    assertThat(endedSets).as("no pay after the end").doesNotContain(event.getSet());
    assertThat(paidPeriods.add(event.getSet() + "/" + event.getPeriod())).isTrue();
    AgreementRecord a = chain.view.agreement(event.getAgreement()).orElseThrow();
    SetRecord s = chain.view.set(event.getSet()).orElseThrow();
    BigInteger rate = of(s.getRate());
    BigInteger fee = rate.multiply(BigInteger.TWO).divide(BigInteger.valueOf(100));
    assertThat(of(event.getAmount())).isEqualTo(rate.subtract(fee));
    BigInteger most = of(a.getSlotRent()).divide(BigInteger.valueOf(a.getTerm()));
    assertThat(rate).isLessThanOrEqualTo(most);
    if (a.getTerminatedHeight() != 0 && a.getTerminatedHeight() < chain.height) {
      int count = paidAfterTermination.merge(event.getSet(), 1, Integer::sum);
      assertThat(count)
          .as("periods paid after the client ended it")
          .isLessThanOrEqualTo((int) kept(a.getTerms()).windDown());
    }
  }

  private void slashed(Event event, BlockResult result) {
    assertThat(endedSets).as("no slash after the end").doesNotContain(event.getSet());
    if (event.getTx() != Draft.END_OF_BLOCK) {
      return;
    }
    SetRecord earlier = java.util.Objects.requireNonNull(before.get(event.getSet()));
    boolean missed =
        result.events().stream()
            .anyMatch(e -> e.getKind() == EventKind.PERIOD_MISSED && e.getSet() == event.getSet());
    assertThat(missed).as("a slash follows a counted miss").isTrue();
    boolean row = earlier.getMisses() + 1 >= 2;
    boolean many = Integer.bitCount((earlier.getHistory() << 1 | 1) & ((1 << 30) - 1)) >= 10;
    assertThat(row || many).as("two misses in a row, or ten of thirty").isTrue();
  }

  private void opened(Event event, Map<Long, SetRecord> sets) {
    boolean repair = false;
    SetRecord set = sets.get(event.getSet());
    if (set != null) {
      AgreementRecord a = chain.view.agreement(set.getAgreement()).orElseThrow();
      for (long id : a.getSetsList()) {
        SetRecord other = java.util.Objects.requireNonNull(sets.get(id));
        repair |= id < set.getId() && other.getSlot() == set.getSlot();
        if (id < set.getId() && other.getSlot() == set.getSlot()) {
          owedBounty.put(set.getId(), pots.getOrDefault(id, BigInteger.ZERO));
        }
      }
    }
    String slot = event.getAgreement() + "/" + event.getSlot();
    int count = openings.merge(slot, repair ? 0 : 1, Integer::sum);
    assertThat(count).as("an intent applies once").isLessThanOrEqualTo(1);
  }

  /// The window of a set that ends here, from the test's own list of blocks.
  private boolean healthy(Map<Long, SetRecord> sets, Event event) {
    SetRecord set = java.util.Objects.requireNonNull(sets.get(event.getSet()));
    long end = chain.height;
    int w = (int) kept(set.getTerms()).window();
    long nominal = w * chain.params.blockIntervalMs() * 1_000_000;
    Map<ByteString, Integer> distinct = new HashMap<>();
    for (int h = (int) end - (w + 1) / 2 + 1; h <= end; h++) {
      distinct.put(proposers.get(h), h);
    }
    boolean steady = true;
    for (int h = (int) end - w + 1; h <= end; h++) {
      steady &= times.get(h) - times.get(h - 1) <= nominal / 2;
    }
    long span = times.get((int) end) - times.get((int) end - w);
    return stakes.isThird(distinct) && 2 * span >= nominal && steady;
  }

  /// After a history has run dry: nothing is locked any more.
  void nothingIsLeft() {
    for (byte prefix :
        new byte[] {
          StateKeys.AGREEMENT,
          StateKeys.SET,
          StateKeys.CALENDAR,
          StateKeys.TICKET,
          StateKeys.UNBONDING,
          StateKeys.RESIDUE,
          StateKeys.STAKING,
          StateKeys.RESIDUE_OF_PERIOD
        }) {
      chain.state.scan(
          new byte[] {prefix},
          StateKeys.after(prefix),
          (key, _) -> {
            throw new AssertionError("left: " + java.util.HexFormat.of().formatHex(key));
          });
    }
    for (ProviderRecord p : chain.all(StateKeys.PROVIDER, ProviderRecord.parser())) {
      assertThat(p.getReserved().isEmpty()).isTrue();
    }
  }
}
