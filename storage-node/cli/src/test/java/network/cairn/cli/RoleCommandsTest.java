package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.api.Command;
import network.cairn.api.Needs;
import network.cairn.api.table.Commands;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the command line makes of the commands by which the process is something else than a
/// client.
final class RoleCommandsTest {
  private static final Path FOLDER = Path.of("/u");
  private static final Path HOME = FOLDER.resolve(".cairn");
  private static final Path LEDGER = FOLDER.resolve(".cairn-ledger");
  private static final Path TESTNET = FOLDER.resolve(".cairn-testnet");

  private static Arguments role(String line, Role role) {
    return Arguments.of(line, role);
  }

  static Stream<Arguments> roles() {
    Optional<String> none = Optional.empty();
    Optional<Path> nowhere = Optional.empty();
    return Stream.of(
        role("init", new Role.Init(HOME, nowhere, "")),
        role(
            "init --network=net.json -p test --empty-repo=false",
            new Role.Init(HOME, Optional.of(Path.of("/u/net.json")), "test")),
        role(
            "init --network=~/net.json --repo-dir=else",
            new Role.Init(Path.of("/u/else"), Optional.of(Path.of("/u/net.json")), "")),
        role("daemon", new Role.Daemon(HOME, false, "", false, false)),
        role("daemon --init --enable-gc", new Role.Daemon(HOME, true, "", true, false)),
        role("daemon --offline", new Role.Daemon(HOME, false, "", false, true)),
        role(
            "daemon --init --init-profile=test,lowpower --migrate",
            new Role.Daemon(HOME, true, "test,lowpower", false, false)),
        role("init --algorithm=ed25519", new Role.Init(HOME, nowhere, "")),
        role("daemon --init=false", new Role.Daemon(HOME, false, "", false, false)),
        role(
            "provider start",
            new Role.ProviderStart(HOME, none, none, none, none, none, none, true)),
        role(
            "provider start --capacity=2TB --price=0.02 --min-size=1MB --max-size=32GiB"
                + " --payout=cairn1x --bond=100 --no-repair",
            new Role.ProviderStart(
                HOME,
                Optional.of("2TB"),
                Optional.of("0.02"),
                Optional.of("1MB"),
                Optional.of("32GiB"),
                Optional.of("cairn1x"),
                Optional.of("100"),
                false)),
        role(
            "ledger init",
            new Role.LedgerInit(
                LEDGER,
                none,
                false,
                "http://127.0.0.1:5101",
                none,
                false,
                nowhere,
                nowhere,
                "127.0.0.1:26656",
                false)),
        role(
            "ledger init --dev --chain-id=c --url=http://h:1 --home=/l",
            new Role.LedgerInit(
                Path.of("/l"),
                Optional.of("c"),
                true,
                "http://h:1",
                none,
                false,
                nowhere,
                nowhere,
                "127.0.0.1:26656",
                false)),
        role(
            "ledger init --treasury keys",
            new Role.LedgerInit(
                LEDGER,
                none,
                false,
                "http://127.0.0.1:5101",
                none,
                false,
                nowhere,
                Optional.of(Path.of("/u/keys")),
                "127.0.0.1:26656",
                false)),
        role(
            "ledger init --validators 4 --staking --p2p 127.0.0.1:7000",
            new Role.LedgerInit(
                LEDGER,
                none,
                false,
                "http://127.0.0.1:5101",
                Optional.of("4"),
                true,
                nowhere,
                nowhere,
                "127.0.0.1:7000",
                false)),
        role(
            "ledger init --validators members --genesis ~/g",
            new Role.LedgerInit(
                LEDGER,
                none,
                false,
                "http://127.0.0.1:5101",
                Optional.of("/u/members"),
                false,
                Optional.of(Path.of("/u/g")),
                nowhere,
                "127.0.0.1:26656",
                false)),
        role(
            "ledger keys anna --power 3 --p2p a.example:26656 --url http://a.example:5101",
            new Role.LedgerKeys(
                LEDGER,
                "anna",
                Optional.of("3"),
                "a.example:26656",
                "http://a.example:5101",
                none,
                none)),
        role(
            "ledger keys bert --stake 500 --chain-id cairn-x",
            new Role.LedgerKeys(
                LEDGER,
                "bert",
                none,
                "127.0.0.1:26656",
                "http://127.0.0.1:5101",
                Optional.of("500"),
                Optional.of("cairn-x"))),
        role(
            "ledger start",
            new Role.LedgerStart(LEDGER, none, none, none, none, none, false, "embedded", none)),
        role(
            "ledger start --engine cometbft --cometbft /b/cometbft",
            new Role.LedgerStart(
                LEDGER,
                none,
                none,
                none,
                none,
                none,
                false,
                "cometbft",
                Optional.of("/b/cometbft"))),
        role(
            "ledger start --home l --listen 127.0.0.1:1 --hosts a.example,b --metrics 127.0.0.1:2"
                + " --history 0 --snapshots 500 --archive",
            new Role.LedgerStart(
                Path.of("/u/l"),
                Optional.of("127.0.0.1:1"),
                Optional.of("a.example,b"),
                Optional.of("127.0.0.1:2"),
                Optional.of("0"),
                Optional.of("500"),
                true,
                "embedded",
                none)),
        role(
            "ledger join net",
            new Role.LedgerJoin(
                LEDGER,
                Path.of("/u/net"),
                "127.0.0.1:26656",
                "http://127.0.0.1:5101",
                none,
                false)),
        role(
            "ledger join /n --p2p h:1 --url http://h:2 --peers a@b:3 --home /l --enc=json",
            new Role.LedgerJoin(
                Path.of("/l"), Path.of("/n"), "h:1", "http://h:2", Optional.of("a@b:3"), true)),
        role(
            "ledger migrate --validators 4",
            new Role.LedgerMigrate(
                LEDGER, Path.of("/u/validators"), "4", "127.0.0.1:26656", false)),
        role(
            "ledger migrate --validators 7 -o /v --p2p 127.0.0.1:7000",
            new Role.LedgerMigrate(LEDGER, Path.of("/v"), "7", "127.0.0.1:7000", false)),
        role(
            "ledger migrate --validators members",
            new Role.LedgerMigrate(
                LEDGER, Path.of("/u/validators"), "/u/members", "127.0.0.1:26656", false)),
        role(
            "ledger transfer cairn1x 2.5",
            new Role.LedgerTransfer(LEDGER, "cairn1x", "2.5", false)),
        role("ledger params --enc=json", new Role.LedgerParams(LEDGER, true)),
        role(
            "ledger propose M=720 minBond=2 --at 99",
            new Role.LedgerPropose(
                LEDGER,
                List.of("M=720", "minBond=2"),
                none,
                none,
                Optional.of("99"),
                nowhere,
                false)),
        role(
            "ledger propose --app-version 2 --release 1.2.0 --home /l",
            new Role.LedgerPropose(
                Path.of("/l"),
                List.of(),
                Optional.of("2"),
                Optional.of("1.2.0"),
                none,
                nowhere,
                false)),
        role(
            "ledger propose --treasury keys",
            new Role.LedgerPropose(
                LEDGER, List.of(), none, none, none, Optional.of(Path.of("/u/keys")), false)),
        role(
            "ledger treasury key --chain-id a --weight 2",
            new Role.TreasuryKey(LEDGER, Optional.of("a"), Optional.of("2"))),
        role("ledger treasury show --enc=json", new Role.TreasuryShow(LEDGER, true)),
        role(
            "ledger treasury pay cairn1x=2 cairn1y=0.5 -o /o",
            new Role.TreasuryOrder(
                LEDGER,
                Role.TreasuryOrder.Purpose.PAY,
                List.of("cairn1x=2", "cairn1y=0.5"),
                nowhere,
                "100000",
                Path.of("/o"),
                false)),
        role(
            "ledger treasury rekey keys --blocks 9 --home /l",
            new Role.TreasuryOrder(
                Path.of("/l"),
                Role.TreasuryOrder.Purpose.REKEY,
                List.of(),
                Optional.of(Path.of("/u/keys")),
                "9",
                Path.of("/u/order"),
                false)),
        role(
            "ledger treasury keep",
            new Role.TreasuryOrder(
                LEDGER,
                Role.TreasuryOrder.Purpose.KEEP,
                List.of(),
                nowhere,
                "100000",
                Path.of("/u/order"),
                false)),
        role(
            "ledger treasury sign o", new Role.TreasurySign(LEDGER, Path.of("/u/o"), false, false)),
        role(
            "ledger treasury sign o --look",
            new Role.TreasurySign(LEDGER, Path.of("/u/o"), true, false)),
        role(
            "ledger treasury send o /p --enc=json",
            new Role.TreasurySend(LEDGER, List.of(Path.of("/u/o"), Path.of("/p")), true)),
        role("ledger vote 4 yes", new Role.LedgerVote(LEDGER, "4", "yes", false)),
        role(
            "ledger stake show --enc=json",
            new Role.LedgerStake(LEDGER, Role.LedgerStake.Act.SHOW, none, true)),
        role(
            "ledger stake bond 50",
            new Role.LedgerStake(LEDGER, Role.LedgerStake.Act.BOND, Optional.of("50"), false)),
        role(
            "ledger stake add 5 --home /l",
            new Role.LedgerStake(Path.of("/l"), Role.LedgerStake.Act.ADD, Optional.of("5"), false)),
        role(
            "ledger stake withdraw 5",
            new Role.LedgerStake(LEDGER, Role.LedgerStake.Act.WITHDRAW, Optional.of("5"), false)),
        role(
            "ledger stake return",
            new Role.LedgerStake(LEDGER, Role.LedgerStake.Act.RETURN, none, false)),
        role(
            "ledger status",
            new Role.LedgerStatus(
                Path.of("/u/.cairn"), Optional.empty(), Path.of("/u/.cairn-ledger"), false)),
        role(
            "ledger status --home ~/l --enc=json",
            new Role.LedgerStatus(
                Path.of("/u/.cairn"),
                Optional.of(Path.of("/u/l")),
                Path.of("/u/.cairn-ledger"),
                true)),
        role("ledger verify --home=~/l", new Role.LedgerVerify(Path.of("/u/l"), false)),
        role("ledger trust", new Role.LedgerTrust(HOME, Optional.empty())),
        role("ledger trust -o /n", new Role.LedgerTrust(HOME, Optional.of(Path.of("/n")))),
        role(
            "key export mine",
            new Role.KeyExport(HOME, "mine", "libp2p-protobuf-cleartext", Path.of("/u/mine.key"))),
        role(
            "key export -f pem-pkcs8-cleartext a/mine",
            new Role.KeyExport(HOME, "a/mine", "pem-pkcs8-cleartext", Path.of("/u/mine.pem"))),
        role(
            "key export mine -o /k",
            new Role.KeyExport(HOME, "mine", "libp2p-protobuf-cleartext", Path.of("/k"))),
        role("key rotate --oldkey=before", new Role.KeyRotate(HOME, "before")),
        role("key rotate -o before -t ed25519", new Role.KeyRotate(HOME, "before")),
        role(
            "receipt verify a.receipt",
            new Role.ReceiptVerify(HOME, Path.of("/u/a.receipt"), nowhere, false, false)),
        role(
            "receipt verify ~/a --network=/n",
            new Role.ReceiptVerify(
                HOME, Path.of("/u/a"), Optional.of(Path.of("/n")), false, false)),
        role(
            "receipt verify --enc json r",
            new Role.ReceiptVerify(HOME, Path.of("/u/r"), nowhere, false, true)),
        role(
            "--encoding=json receipt verify r",
            new Role.ReceiptVerify(HOME, Path.of("/u/r"), nowhere, false, true)),
        role("demo", new Role.Demo(nowhere, false, none)),
        role(
            "demo film.mkv --keep", new Role.Demo(Optional.of(Path.of("/u/film.mkv")), true, none)),
        role("demo --validators 4", new Role.Demo(nowhere, false, Optional.of("4"))),
        role("testnet up", new Role.TestnetUp(TESTNET, none, false)),
        role("testnet up --validators 5", new Role.TestnetUp(TESTNET, Optional.of("5"), false)),
        role("testnet status --home=/t", new Role.TestnetStatus(Path.of("/t"), false)),
        role("testnet start client", new Role.TestnetStart(TESTNET, "client", false)),
        role("testnet stop ledger", new Role.TestnetStop(TESTNET, "ledger", false)),
        role("testnet down", new Role.TestnetDown(TESTNET, false)));
  }

  /// What runs until it is told, tells a story, writes as Kubo does or writes a file that has a
  /// form of its own has no other.
  private static final Set<Class<?>> TEXT_ONLY =
      Set.of(
          Role.Init.class,
          Role.Daemon.class,
          Role.ProviderStart.class,
          Role.LedgerStart.class,
          Role.LedgerTrust.class,
          Role.LedgerKeys.class,
          Role.TreasuryKey.class,
          Role.KeyExport.class,
          Role.KeyRotate.class,
          Role.Demo.class);

  /// A role that answers must hear that a program reads the answer, or it prints text to it.
  @ParameterizedTest
  @MethodSource("roles")
  void everyRoleThatAnswersHearsThatAProgramReads(String line, Role role) throws Exception {
    if (TEXT_ONLY.contains(role.getClass())) {
      return;
    }
    FakeRoles roles = new FakeRoles("");
    Session session = new Session(FOLDER, roles);
    String asked = line.contains("--enc") ? line : line + " --enc=json";
    assertThat(session.run(asked.split(" "))).isEqualTo(3);
    Role heard = roles.roles().getFirst();
    assertThat(heard.getClass().getMethod("json").invoke(heard)).isEqualTo(true);
  }

  private static String named(@Nullable Object role) {
    return role == null ? "" : role.getClass().getSimpleName();
  }

  @Test
  void everyRoleIsTriedHere() {
    Set<String> all =
        Stream.of(Role.class.getPermittedSubclasses())
            .filter(role -> role != Role.LedgerStatus.class && role != Role.WalletAddress.class)
            .map(Class::getSimpleName)
            .collect(Collectors.toSet());
    assertThat(roles().map(arguments -> named(arguments.get()[1]))).containsAll(all);
  }

  /// The launcher says under which name it was called.
  @Test
  void aHomeIsWhatKubosToolsExpectWhereTheProgramHasTheName() {
    FakeRoles roles = new FakeRoles("");
    Session session =
        new Session(FOLDER, roles)
            .with(Map.of("HOME", FOLDER.toString(), "CAIRN_PATH", "/u/i", "CAIRN_AS", "ipfs"));
    session.run("init", "--profile=test");
    session.run("init");
    session.run("daemon", "--init");
    Path home = Path.of("/u/i");
    assertThat(roles.roles())
        .containsExactly(
            new Role.Init(home, Optional.empty(), "ipfs,test"),
            new Role.Init(home, Optional.empty(), "ipfs"),
            new Role.Daemon(home, true, "ipfs", false, false));
  }

  @Test
  void makesNoHomeWhereADaemonIsAtWork(@TempDir Path home) throws IOException {
    long alive = ProcessHandle.current().parent().orElseThrow().pid();
    Files.writeString(home.resolve("repo.lock"), "process " + alive + " (cairn daemon)");
    FakeRoles roles = new FakeRoles("");
    Session session = new Session(FOLDER, roles);
    assertThat(session.run("init", "--repo-dir=" + home)).isOne();
    assertThat(session.err())
        .isEqualTo("Error: cairn daemon is running. please stop it to run this command\n");
    assertThat(session.run("key", "rotate", "-o", "old", "--repo-dir=" + home)).isOne();
    assertThat(session.err()).contains("cairn daemon is running. please stop it");
    assertThat(session.run("init", "--network=n", "--repo-dir=" + home)).isEqualTo(3);
    assertThat(roles.roles()).hasSize(1);
  }

  @Test
  void refusesAKeyOfAnotherKindAndTellsWhatHasNoEffect() {
    FakeRoles roles = new FakeRoles("");
    Session session = new Session(FOLDER, roles);
    assertThat(session.run("init", "--algorithm=rsa", "--bits=2048")).isEqualTo(1);
    assertThat(session.err()).contains("--algorithm=rsa: a node's key is of ed25519");
    assertThat(roles.roles()).isEmpty();
    assertThat(session.run("daemon", "--enable-pubsub-experiment")).isEqualTo(3);
    assertThat(session.err()).contains("--enable-pubsub-experiment has no effect");
  }

  @Test
  void givesTheNodeANewKeyOnlyWhereTheOldOneHasAName() {
    FakeRoles roles = new FakeRoles("");
    Session session = new Session(FOLDER, roles);
    assertThat(session.run("key", "rotate")).isEqualTo(1);
    assertThat(session.err()).contains("keystore name for backing up old key must be provided");
    assertThat(session.run("key", "rotate", "-o", "old", "--type=rsa")).isEqualTo(1);
    assertThat(session.err()).contains("--type=rsa: a node's key is of ed25519");
    assertThat(session.run("key", "rotate", "-o", "old", "--size=2048")).isEqualTo(1);
    assertThat(session.err()).contains("--size: a key of ed25519 has one size");
    assertThat(roles.roles()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("roles")
  void becomesWhatTheCommandLineSays(String line, Role role) {
    FakeRoles roles = new FakeRoles("");
    Session session = new Session(FOLDER, roles);
    assertThat(session.run(line.split(" "))).isEqualTo(3);
    assertThat(roles.roles()).containsExactly(role);
    assertThat(session.err()).isEmpty();
  }

  @Test
  void knowsARoleForEveryCommandThatStaysOrWorksOnFiles() {
    Set<String> lines =
        roles()
            .map(a -> (String) a.get()[0])
            .flatMap(l -> Stream.of(first(l, 1), first(l, 2), first(l, 3)))
            .collect(Collectors.toSet());
    assertThat(lines)
        .containsAll(
            Commands.TABLE.onCommandLine().stream()
                .filter(c -> Set.of(Needs.STAYING, Needs.LIGHT, Needs.FILES).contains(c.needs()))
                .map(Command::name)
                .toList());
  }

  private static String first(String line, int words) {
    return Stream.of(line.split(" ")).limit(words).collect(Collectors.joining(" "));
  }

  @Test
  void takesTheHomeFromTheOptionThenTheEnvironment() {
    FakeRoles roles = new FakeRoles("");
    Session session = new Session(FOLDER, roles).with(Map.of("CAIRN_PATH", "/c", "HOME", "/u"));
    session.run("daemon");
    session.run("daemon", "--repo-dir=/r");
    session.with(Map.of("CAIRN_PATH", "", "HOME", "/other")).run("daemon");
    assertThat(roles.roles())
        .extracting(role -> ((Role.Daemon) role).home())
        .containsExactly(Path.of("/c"), Path.of("/r"), Path.of("/other/.cairn"));
  }

  /// As where a name is not of the machine's own encoding.
  @Test
  void saysThatANameIsNoPathWhereverItIsGiven() {
    FakeRoles roles = new FakeRoles("");
    Session session = new Session(FOLDER, roles);
    for (List<String> words :
        List.of(
            List.of("demo", "a\0b"),
            List.of("daemon", "--repo-dir=a\0b"),
            List.of("id", "--repo-dir=a\0b"),
            List.of("init", "--network=a\0b"),
            List.of("testnet", "up", "--home=a\0b"),
            List.of("add", "a\0b"),
            List.of("get", "bafy", "-o", "a\0b"),
            List.of("receipt", "verify", "a\0b"))) {
      assertThat(session.run(words)).as(words.toString()).isOne();
      assertThat(session.err()).startsWith("Error: 'a\\x00b' is no path here: ");
    }
    session.with(Map.of("HOME", "a\0b"));
    assertThat(session.run("daemon")).isOne();
    assertThat(session.err()).contains("is no path here");
    assertThat(roles.roles()).isEmpty();
  }
}
