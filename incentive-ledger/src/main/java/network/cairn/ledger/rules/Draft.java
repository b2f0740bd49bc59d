package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Staking;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.ledger.AccountRecord;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.Counters;
import network.cairn.proto.ledger.Event;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.Pools;
import network.cairn.proto.ledger.ProposalRecord;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.TicketRecord;

/// The state while one block, or one transaction in it, changes it: records, money, events, and the
/// count of calendar entries that messages added. For one thread.
final class Draft extends StateReader {
  static final int END_OF_BLOCK = 0;
  private final Overlay overlay;
  private final BlockScope block;
  private final int tx;
  private final List<Event> events = new ArrayList<>();
  private long added;
  private BigInteger fees = BigInteger.ZERO;

  Draft(Overlay overlay, BlockScope block, int tx, long added) {
    super(overlay);
    this.overlay = overlay;
    this.block = block;
    this.tx = tx;
    this.added = added;
  }

  BlockScope block() {
    return block;
  }

  /// What this block takes of the next message, over all that it did before.
  Preconditions preconditions() {
    return new Preconditions(this, block.params(), block.chainRef(), height(), block.crypto());
  }

  long height() {
    return block.height();
  }

  /// What the block's parameters mean to what is of some terms.
  Params params(long terms) {
    return params(block.params(), terms);
  }

  /// A draft of the transaction with this index in the block, on top of this one.
  Draft child(int index) {
    return new Draft(overlay.child(), block, index, added);
  }

  void commit(Draft child) {
    overlay.commit(child.overlay);
    events.addAll(child.events);
    added = child.added;
    fees = fees.add(child.fees);
  }

  List<Event> events() {
    return List.copyOf(events);
  }

  Overlay overlay() {
    return overlay;
  }

  void put(byte[] key, Message value) {
    forgetElectorate(key);
    overlay.put(key, value);
  }

  void delete(byte[] key) {
    forgetElectorate(key);
    overlay.delete(key);
  }

  /// No message writes a validator: what a transaction leaves behind that fails is not what was
  /// counted.
  private void forgetElectorate(byte[] key) {
    if (StateKeys.isValidator(key)) {
      block.electorates().forget();
    }
  }

  /// Who votes, in the set that the state names now.
  Electorate electorate() {
    return block.electorates().of(this);
  }

  void put(ProviderRecord provider) {
    put(StateKeys.provider(new Address(provider.getProvider())), provider);
  }

  void put(AgreementRecord agreement) {
    put(StateKeys.agreement(agreement.getId()), agreement);
  }

  void put(SetRecord set) {
    put(StateKeys.set(set.getId()), set);
  }

  void put(TicketRecord ticket) {
    put(StateKeys.ticket(ticket.getId()), ticket);
  }

  void put(ProposalRecord proposal) {
    put(StateKeys.proposal(proposal.getId()), proposal);
  }

  /// A provider that holds a live set or a reservation, so that it must be there.
  ProviderRecord.Builder boundProvider(ByteString operator) {
    return provider(new Address(operator)).orElseThrow().toBuilder();
  }

  BigInteger balance(Address address) {
    return account(address).map(record -> Money.of(record.getBalance())).orElse(BigInteger.ZERO);
  }

  void credit(ByteString address, BigInteger amount) {
    Address to = new Address(address);
    AccountRecord.Builder account = account(to).orElseThrow().toBuilder();
    put(
        StateKeys.account(to),
        account.setBalance(Money.plus(account.getBalance(), amount)).build());
  }

  /// Takes from a balance, or rejects the message.
  void debit(Address from, BigInteger amount) {
    preconditions().requireFunds(from, amount);
    if (amount.signum() > 0) {
      AccountRecord.Builder account = account(from).orElseThrow().toBuilder();
      put(
          StateKeys.account(from),
          account.setBalance(Money.minus(account.getBalance(), amount)).build());
    }
  }

  /// Creates the named account at the payer's cost if there is none.
  void ensureAccount(Address named, Address payer) {
    if (account(named).isPresent()) {
      return;
    }
    BigInteger fee = block.params().newAccountFee().pebbles();
    debit(payer, fee);
    burn(fee);
    put(StateKeys.account(named), newAccount(BigInteger.ZERO));
    event(EventKind.ACCOUNT_CREATED, event -> event.setAccount(named.bytes()));
  }

  static AccountRecord newAccount(BigInteger balance) {
    return AccountRecord.newBuilder()
        .setBalance(Money.bytes(balance))
        .addAllNonces(Collections.nCopies(TxBody.LANES, 0L))
        .build();
  }

  /// Burns fees of a transaction, and counts them: a share of them may go to signers.
  void burnFee(BigInteger amount) {
    burn(amount);
    fees = fees.add(amount);
  }

  /// Fees of transactions so far.
  BigInteger fees() {
    return fees;
  }

  void burn(BigInteger amount) {
    Pools.Builder pools = pools().toBuilder();
    put(StateKeys.pools(), pools.setBurned(Money.plus(pools.getBurned(), amount)).build());
  }

  void payRepairFund(BigInteger amount) {
    Pools.Builder pools = pools().toBuilder();
    put(StateKeys.pools(), pools.setRepairFund(Money.plus(pools.getRepairFund(), amount)).build());
  }

  /// Which counter an id comes from.
  enum Id {
    AGREEMENT,
    SET,
    UNBONDING
  }

  long nextId(Id kind) {
    Counters.Builder counters = counters().toBuilder();
    long id =
        switch (kind) {
          case AGREEMENT -> counters.setAgreement(counters.getAgreement() + 1).getAgreement();
          case SET -> counters.setSet(counters.getSet() + 1).getSet();
          case UNBONDING -> counters.setUnbonding(counters.getUnbonding() + 1).getUnbonding();
        };
    put(StateKeys.counters(), counters.build());
    return id;
  }

  /// How this chain chooses its validators; only where it does.
  Staking staking() {
    return block.params().staking().orElseThrow();
  }

  /// Counts a calendar entry of kinds 2 to 7; what a block's messages may add is bounded.
  void countAdded() {
    if (tx != END_OF_BLOCK) {
      Rejected.unless(
          added < block.params().maxAddedWork(),
          Reason.NEXT_BLOCK,
          "this block's messages have filled the calendar; send again in the next block");
      added++;
    }
  }

  /// Fills in an event.
  interface Details {
    void of(Event.Builder event);
  }

  void event(EventKind kind, Details details) {
    Event.Builder event = Event.newBuilder().setKind(kind).setTx(tx);
    details.of(event);
    events.add(event.build());
  }
}
