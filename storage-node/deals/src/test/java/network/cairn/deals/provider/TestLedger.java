package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.client.SteppedLedger;
import network.cairn.ledger.client.TestKeys;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.ledger.wallet.Signer;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;

/// A stepped ledger on which a test does what it needs, a block for each message, on its own
/// thread. Accounts and peers are known by names.
public final class TestLedger {
  /// Price of every agreement and intent, per GiB and day.
  public static final Amount PRICE = Amount.ofCairn(50);

  public static final Params PARAMS = Params.defaults(Profile.DEV);
  private static final int FILL_BLOCKS = 500;

  public final SteppedLedger chain;

  public TestLedger(String... accounts) {
    Map<Address, Amount> allocations = new HashMap<>();
    Amount left = Amount.SUPPLY;
    for (String name : accounts) {
      Amount amount = Amount.ofCairn(100_000);
      allocations.put(address(name), amount);
      left = left.minus(amount);
    }
    allocations.put(address("treasury"), left);
    chain = new SteppedLedger(PARAMS, allocations);
    chain.step();
  }

  public static Signer signer(String name) {
    return TestKeys.signer(name);
  }

  public static Address address(String name) {
    return signer(name).address();
  }

  public static PrivateKey key(String name) {
    return PrivateKey.generate(KeyType.ED25519, new SplittableRandom(name.hashCode()));
  }

  public static PeerId peer(String name) {
    return PeerId.of(key(name).publicKey());
  }

  public Head head() {
    return chain.head();
  }

  public void steps(int count) {
    for (int i = 0; i < count; i++) {
      chain.step();
    }
  }

  /// Makes blocks until the newest has this height.
  public void stepTo(long height) {
    while (head().height() < height) {
      chain.step();
    }
  }

  /// Has an account send messages in the next block.
  public Outcome send(String who, Msg... msgs) throws InterruptedException {
    Head head = head();
    long last =
        head.state().account(address(who)).orElseThrow().nonces().stream()
            .max(Long::compare)
            .orElse(0L);
    ByteString tx =
        signer(who).tx(chain.chainRef(), 0, last + 1, head.height() + 10, List.of(msgs)).encode();
    chain.submit(tx, Duration.ZERO);
    chain.step();
    // Nobody else asked for a block.
    chain.nudge();
    chain.awaitAsked();
    return chain.executed().getLast().outcome();
  }

  private Outcome done(String who, Msg... msgs) throws InterruptedException {
    Outcome outcome = send(who, msgs);
    if (!outcome.isDone()) {
      throw new AssertionError("the ledger refuses: " + outcome);
    }
    return outcome;
  }

  /// Makes an account a provider that is paid itself.
  public void register(String who, Multiaddr... addresses) throws InterruptedException {
    register(who, who, Amount.ofCairn(1_000), addresses);
  }

  public void register(String who, String payout, Amount bond, Multiaddr... addresses)
      throws InterruptedException {
    byte[] binding = Domain.bindPeer(chain.chainRef(), address(who));
    List<ByteString> places =
        java.util.Arrays.stream(addresses).map(a -> ByteString.copyFrom(a.bytes())).toList();
    done(
        who,
        new Msg.RegisterProvider(
            address(payout),
            ByteString.copyFrom(peer(who).bytes()),
            ByteString.copyFrom(key(who).sign(binding)),
            places,
            bond));
  }

  /// An agreement of the client's.
  public long agree(TestPiece piece, int copies) throws InterruptedException {
    return agree(piece.root(), piece.cid(), copies, 20);
  }

  public long agree(Cid root, PieceCid piece, int copies, int term) throws InterruptedException {
    return done("client", create(root, piece, copies, term)).id();
  }

  public Msg.CreateAgreement create(Cid root, PieceCid piece, int copies, int term) {
    return new Msg.CreateAgreement(
        ByteString.copyFrom(root.bytes()),
        ByteString.copyFrom(piece.encode()),
        copies,
        PRICE,
        term,
        1,
        head().height() + FILL_BLOCKS);
  }

  public AgreementRecord agreement(long id) {
    return head().state().agreement(id).orElseThrow();
  }

  /// What the client would have to sign for a provider to take a slot.
  public Intent intent(long agreement, int slot, String provider) {
    AgreementRecord record = agreement(agreement);
    return new Intent(
        chain.chainRef(),
        agreement,
        slot,
        address(provider),
        record.piece(),
        PRICE,
        record.collateral(),
        record.fillUntil());
  }

  public static SignedIntent signed(String client, Intent intent) {
    ByteString body = intent.encode();
    return new SignedIntent(body, signer(client).sign(Domain.INTENT.signBytes(body)));
  }

  /// Has a provider open the set of a slot.
  ///
  /// @return the set
  public long open(long agreement, int slot, String provider) throws InterruptedException {
    return done(provider, new Msg.OpenSet(signed("client", intent(agreement, slot, provider))))
        .id();
  }

  /// Has a provider leave a set, which becomes a ticket.
  public void leave(String provider, long set) throws InterruptedException {
    done(provider, new Msg.TerminateSet(set));
  }

  /// This ledger, one of whose calls fails.
  public Chain failing(String call, Throwable failure) {
    return with(
        call,
        () -> {
          chain.nudge();
          throw failure;
        });
  }

  /// What a call answers.
  public interface Answer {
    Object give() throws Throwable;
  }

  /// This ledger, one of whose calls answers something else.
  public Chain with(String call, Answer answer) {
    return (Chain)
        Proxy.newProxyInstance(
            Chain.class.getClassLoader(),
            new Class<?>[] {Chain.class},
            (_, method, args) -> {
              if (method.getName().equals(call)) {
                return answer.give();
              }
              try {
                return method.invoke(chain, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
