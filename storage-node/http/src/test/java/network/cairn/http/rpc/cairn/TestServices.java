package network.cairn.http.rpc.cairn;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.base.time.RealScheduler;
import network.cairn.http.rpc.TestDoor;
import network.cairn.ledger.api.Assumed;
import network.cairn.ledger.api.BlockTxs;
import network.cairn.ledger.api.EventFilter;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.api.ServerReport;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.Reason;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.rules.TxResult;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Sig;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.proto.ledger.AccountRecord;
import network.cairn.proto.ledger.BeaconRecord;
import network.cairn.proto.ledger.Counters;
import network.cairn.proto.ledger.Pools;

/// Cairn's commands over a ledger that is a map, a market and a provider that only remember.
public final class TestServices {
  static final long HEIGHT = 77;
  static final Params PARAMS = Params.defaults(Profile.DEV);
  static final Address WALLET = address(1);
  static final Address OPERATOR = address(2);
  static final Address PAYOUT = address(3);
  static final Address STRANGER = address(4);
  static final Multiaddr ANNOUNCED = Multiaddr.parse("/ip4/192.0.2.1/tcp/4001");

  final TestMarket market = new TestMarket();
  final TestProvider provider = new TestProvider();
  final List<String> transfers = new ArrayList<>();
  final List<Long> awaited = new ArrayList<>();
  boolean silent;

  /// Blocks that the newest state is above [#HEIGHT].
  public long higher;

  /// Whether there are blocks besides the one of [#HEIGHT].
  public boolean emptyBlocks;

  public int blocksAsked;

  Optional<Duration> clockAhead = Optional.of(Duration.ofMillis(-1_250));
  Outcome outcome = new Outcome(TxResult.DONE, 80, ByteString.EMPTY, Reason.NONE, "");
  final TestDoor door;
  private final LedgerServices services;
  private final Map<String, byte[]> state = new TreeMap<>();

  private TestServices(boolean role) {
    put(StateKeys.params(), PARAMS.encode());
    balance(WALLET, Amount.ofCairn(5));
    put(
        StateKeys.pools(),
        Pools.newBuilder()
            .setSupply(Amount.ofCairn(100).encode())
            .setBurned(Amount.ofCairn(1).encode())
            .setRepairFund(Amount.ofCairn(2).encode())
            .build()
            .toByteString());
    put(
        StateKeys.counters(),
        Counters.newBuilder().setAgreement(7).setSet(3).build().toByteString());
    put(
        StateKeys.beacon(HEIGHT),
        BeaconRecord.newBuilder().setTimeNs(1_700_000_000_500_000_000L).build().toByteString());
    services =
        new LedgerServices(
            network(),
            new MapChain(),
            market,
            role ? Optional.of(provider) : Optional.empty(),
            WALLET,
            OPERATOR,
            PAYOUT,
            this::transfer,
            id -> id == 7 ? Optional.of(ByteString.copyFromUtf8("the receipt")) : Optional.empty(),
            () -> List.of(ANNOUNCED),
            TestServices::report);
    door = new TestDoor(CairnCommands.routes(services, new RealScheduler()));
  }

  /// Of a node that is no provider.
  public static TestServices withoutRole() {
    return new TestServices(false);
  }

  /// Of a node that is one.
  public static TestServices withRole() {
    return new TestServices(true);
  }

  /// What the commands work on.
  public LedgerServices services() {
    return services;
  }

  private static Optional<ServerReport> report() {
    return Optional.of(
        new ServerReport(
            "http://192.0.2.9:5101",
            "embedded",
            1,
            HEIGHT,
            0,
            false,
            List.of(),
            2,
            List.of(new ServerReport.Signer(ByteString.copyFrom(new byte[20]), 1, 2, HEIGHT))));
  }

  static Address address(int number) {
    byte[] bytes = new byte[Address.SIZE];
    bytes[0] = (byte) number;
    return Address.of(bytes);
  }

  /// The address of [#WALLET].
  public static String walletText() {
    return text(WALLET);
  }

  static String text(Address address) {
    return Addresses.format(Profile.DEV, address);
  }

  static NetworkFile network() {
    byte[] hash = HexFormat.of().parseHex("ab".repeat(32));
    Validators.Validator one = new Validators.Validator(ByteString.copyFrom(new byte[32]), 1);
    return new NetworkFile(
        "cairn-dev-test",
        ByteString.copyFrom(hash),
        new Validators(List.of(one)),
        URI.create("http://192.0.2.9:5101"));
  }

  void balance(Address account, Amount amount) {
    AccountRecord.Builder record = AccountRecord.newBuilder().setBalance(amount.encode());
    for (int lane = 0; lane < 16; lane++) {
      record.addNonces(0);
    }
    put(StateKeys.account(account), record.build().toByteString());
  }

  void forgetBeacon() {
    state.remove(HexFormat.of().formatHex(StateKeys.beacon(HEIGHT)));
  }

  private void put(byte[] key, ByteString value) {
    state.put(HexFormat.of().formatHex(key), value.toByteArray());
  }

  private Outcome transfer(Address to, Amount amount) {
    transfers.add(text(to) + " " + amount.decimal());
    return outcome;
  }

  /// A chain of which only the newest state is asked for.
  private final class MapChain implements Chain {
    @Override
    public Head head() {
      StateView view =
          new StateView() {
            @Override
            public Optional<byte[]> get(byte[] key) {
              return Optional.ofNullable(state.get(HexFormat.of().formatHex(key)));
            }

            @Override
            public void scan(byte[] from, byte[] to, Visitor visitor) {
              throw new AssertionError("no scan");
            }
          };
      return new Head(Assumed.proved(HEIGHT + higher, new LedgerView(view)));
    }

    /// One block, of a beacon, a transaction and something else.
    @Override
    public Optional<BlockTxs> block(long height) {
      blocksAsked++;
      Msg transfer = new Msg.Transfer(STRANGER, Amount.ofCairn(1));
      ByteString ref = ByteString.copyFrom(new byte[32]);
      ByteString tx =
          new SignedTx(
                  TxBody.of(ref, WALLET, 0, 1, 100, List.of(transfer, transfer)).encode(),
                  Sig.ed25519(new byte[32], new byte[64]))
              .encode();
      ByteString junk = ByteString.copyFromUtf8("junk");
      return height == HEIGHT
          ? Optional.of(new BlockTxs(height, 3, List.of(junk, tx, junk)))
          : Optional.of(new BlockTxs(height, 1, List.of(junk))).filter(_ -> emptyBlocks);
    }

    @Override
    public Optional<Duration> clockAhead() {
      return clockAhead;
    }

    @Override
    public ByteString chainRef() {
      throw new AssertionError();
    }

    @Override
    public boolean awaitHeight(long height, Duration timeout) {
      awaited.add(height);
      if (silent) {
        throw new LedgerUnavailable("a test");
      }
      return true;
    }

    @Override
    public Optional<Refusal> submit(ByteString signedTx, Duration timeout) {
      throw new AssertionError();
    }

    @Override
    public Optional<Proved<Outcome>> outcome(ByteString signedTx) {
      throw new AssertionError();
    }

    @Override
    public List<Address> providers(int limit) {
      return List.of(address(8), address(9));
    }

    @Override
    public List<Long> tickets(int limit) {
      throw new AssertionError();
    }

    @Override
    public List<Long> setsOf(Address of, int limit) {
      throw new AssertionError();
    }

    @Override
    public List<Long> agreementsOf(Address client, int limit) {
      return List.of();
    }

    @Override
    public AgreementPage agreements(long after) {
      return new AgreementPage(List.of(), after, false);
    }

    @Override
    public EventPage events(Cursor after, EventFilter filter) {
      throw new AssertionError();
    }

    @Override
    public Optional<ByteString> receipt(long agreement) {
      throw new AssertionError();
    }
  }
}
