package network.cairn.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.table.Commands;
import network.cairn.base.files.DurableFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who answers a command: a daemon, or the repository itself.
@Timeout(60)
final class ClientTest {
  @TempDir private Path folder;
  private FakeDaemon daemon;
  private FakeRoles roles;
  private Session session;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon().answer("repo/version", "{\"Version\":\"9\"}");
    roles = new FakeRoles("{\"Version\":\"1\"}");
    session = new Session(folder, roles);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  private void home(String api, String token) throws IOException {
    Path home = Files.createDirectories(folder.resolve(".cairn"));
    Files.writeString(home.resolve("api"), api + "\n");
    DurableFiles.replaceSecret(home.resolve("token"), (token + "\n").getBytes(US_ASCII));
    daemon.knowing(token);
  }

  /// Where nobody listens any more.
  private static String gone() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }

  private String head() {
    return daemon.calls().getFirst().head();
  }

  @Test
  void opensTheRepositoryWhereNoDaemonIsKnown() {
    assertThat(session.run("repo", "version")).isZero();
    assertThat(session.out()).isEqualTo("cairn repo version 1\n");
    assertThat(roles.opened()).containsExactly("local .cairn", "repo/version", "closed");
  }

  @Test
  void asksTheDaemonThatTheHomeNamesAndShowsTheTokenWhereItIsAskedFor() throws IOException {
    home(daemon.address(), "secret");
    daemon.answer("wallet/balance", "{\"Address\":\"me\",\"Balance\":\"9\"}");
    assertThat(session.run("repo", "version")).isZero();
    assertThat(session.out()).isEqualTo("cairn repo version 9\n");
    assertThat(head()).doesNotContain("Authorization").doesNotContain("secret");
    session.run("wallet", "balance");
    assertThat(daemon.calls().getLast().head()).contains("Authorization: Bearer secret\n");
    assertThat(roles.opened()).isEmpty();
  }

  @Test
  void tellsNothingToWhoeverTookTheDaemonsPlace() throws IOException {
    home(daemon.address(), "secret");
    daemon.knowing("another secret");
    assertThat(session.run("repo", "version", "-q")).isZero();
    assertThat(session.out()).isEqualTo("1\n");
    assertThat(session.run("wallet", "balance")).isOne();
    assertThat(session.err()).contains("is not answered by this home's daemon");
    assertThat(daemon.calls()).isEmpty();
  }

  @Test
  void showsTheTokenAtANamedAddressToTheHomesOwnDaemonOnly() throws IOException {
    home(gone(), "secret");
    daemon.answer("shutdown", "");
    assertThat(session.run("--api", daemon.address(), "shutdown")).isZero();
    assertThat(head()).contains("Authorization: Bearer secret\n");
    daemon.forget();
    daemon.knowing("another secret").answer("repo/version", "{\"Version\":\"9\"}");
    assertThat(session.run("--api", daemon.address(), "shutdown")).isOne();
    assertThat(session.err()).contains("--api-auth");
    assertThat(daemon.calls()).isEmpty();
    assertThat(session.run("--api", daemon.address(), "repo", "version")).isZero();
    assertThat(head()).doesNotContain("Authorization").doesNotContain("secret");
  }

  @Test
  void refusesATokenThatOthersCanRead() throws IOException {
    home(daemon.address(), "secret");
    Path token = folder.resolve(".cairn").resolve("token");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(session.run("repo", "version")).isOne();
    assertThat(session.err()).contains("others may read ").contains("chmod 600 ");
    assertThat(daemon.calls()).isEmpty();
  }

  @Test
  void hasNoTrustInOtherMachines() throws IOException {
    home(daemon.address(), "secret");
    Path home = folder.resolve(".cairn");
    InetSocketAddress away = Client.socketAddress("192.0.2.1:5001");
    InetSocketAddress here = Client.socketAddress("127.0.0.1:5001");
    assertThat(Trust.named(home, away)).isEqualTo(new Trust.None());
    assertThat(Trust.own(home, away, Optional.empty())).isInstanceOf(Trust.Unprovable.class);
    assertThat(Trust.own(home, away, Optional.of("x"))).isInstanceOf(Trust.Unprovable.class);
    assertThat(Trust.named(home, here))
        .isEqualTo(new Trust.Proved("secret", List.of("secret"), false))
        .asString()
        .doesNotContain("secret");
    assertThat(Trust.named(folder, here)).isEqualTo(new Trust.None());
    assertThat(Trust.given("secret")).asString().doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bearer:other", "other"})
  void showsTheTokenThatIsGivenInsteadOfTheHomesToADaemonThatHasIt(String given)
      throws IOException {
    home(daemon.address(), "secret");
    daemon.knowing("other");
    session.run("wallet", "balance", "--api-auth", given);
    assertThat(head()).contains("Authorization: Bearer other\n").doesNotContain("secret");
    assertThat(session.run("repo", "version", "--api-auth", given)).isZero();
    assertThat(session.out()).isEqualTo("cairn repo version 9\n");
    assertThat(daemon.calls().getLast().head()).doesNotContain("Authorization");
  }

  /// A closed door has secrets that its daemon cannot be asked to prove.
  @ParameterizedTest
  @CsvSource({
    "bearer:theirs, Bearer theirs",
    "theirs, Bearer theirs",
    "basic:user:pass, Basic dXNlcjpwYXNz",
    "basic:dXNlcjpwYXNz, Basic dXNlcjpwYXNz"
  })
  void showsASecretThatIsGivenToTheHomesOwnDaemon(String given, String header) throws IOException {
    home(daemon.address(), "secret");
    session.run("wallet", "balance", "--api-auth", given);
    assertThat(head()).contains("Authorization: " + header + "\n").doesNotContain("secret");
  }

  @Test
  void showsAGivenTokenToNobodyWhoTookTheHomesAddress() throws IOException {
    home(daemon.address(), "secret");
    daemon.knowing("another secret");
    for (String word : List.of("other", "bearer:", "")) {
      for (String command : List.of("wallet balance", "shutdown", "repo version")) {
        List<String> words = new ArrayList<>(List.of("--api-auth", word));
        words.addAll(List.of(command.split(" ")));
        assertThat(session.run(words)).as("%s", words).isOne();
        assertThat(session.err()).as("%s", words).contains("--api-auth", "nothing was sent");
      }
    }
    assertThat(daemon.calls()).isEmpty();
    assertThat(roles.opened()).isEmpty();
  }

  @Test
  void showsAGivenTokenToWhomeverTheUserNames() throws IOException {
    home(gone(), "secret");
    daemon.knowing("nothing of it");
    assertThat(session.ask(daemon, "repo", "version", "--api-auth=other")).isZero();
    assertThat(head()).contains("Authorization: Bearer other\n").doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "empty", "blank"})
  void tellsNothingWhereTheHomeHasNoTokenToProveItBy(String token) throws IOException {
    home(daemon.address(), "");
    Path file = folder.resolve(".cairn").resolve("token");
    switch (token) {
      case "none" -> Files.delete(file);
      case "empty" -> DurableFiles.replaceSecret(file, new byte[0]);
      default -> DurableFiles.replaceSecret(file, " \n".getBytes(US_ASCII));
    }
    for (String command : List.of("wallet balance", "swarm peers")) {
      assertThat(session.run(command.split(" "))).isOne();
      assertThat(session.err()).contains("cannot prove to be this home's daemon", file.toString());
    }
    assertThat(session.run("repo", "version", "-q")).isZero();
    assertThat(session.out()).isEqualTo("1\n");
    Api api = Api.ofHome(folder.resolve(".cairn"));
    assertThatThrownBy(() -> api.json("repo/version", new Api.Query()))
        .isInstanceOf(StrangerAtDoor.class);
    assertThat(daemon.calls()).isEmpty();
  }

  /// Whoever hangs up is nobody, unless the repository is taken: then it is the daemon, too busy.
  @Test
  void saysThatADaemonDoesNotAnswerWhereNobodyElseCan() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> hangUp(busy));
      home("127.0.0.1:" + busy.getLocalPort(), "secret");
      assertThat(session.run("repo", "version", "-q")).isZero();
      assertThat(session.out()).isEqualTo("1\n");
      assertThat(session.run("swarm", "peers")).isOne();
      assertThat(session.err()).contains("does not answer").doesNotContain("another home's");
      Session locked = new Session(folder, new NoRoles());
      assertThat(locked.run("repo", "version")).isOne();
      assertThat(locked.err()).contains("does not answer").doesNotContain("no repository here");
    }
  }

  private static void hangUp(ServerSocket listener) {
    while (!listener.isClosed()) {
      try (Socket caller = listener.accept()) {
        caller.setSoLinger(true, 0);
      } catch (IOException e) {
        // The test is over.
      }
    }
  }

  @Test
  void showsNoTokenWhereThereIsNone() {
    assertThat(session.ask(daemon, "repo", "version")).isZero();
    assertThat(head()).doesNotContain("Authorization");
  }

  @Test
  void opensTheRepositoryWhereTheApiFileOutlivedItsDaemon() throws IOException {
    home(gone(), "secret");
    assertThat(session.run("repo", "version", "-q")).isZero();
    assertThat(session.out()).isEqualTo("1\n");
    assertThat(roles.opened()).containsExactly("local .cairn", "repo/version?quiet=true", "closed");
  }

  @Test
  void opensNothingInTheStatedDaemonsPlace() throws IOException {
    assertThat(session.run("--api", gone(), "repo", "version")).isOne();
    assertThat(session.err())
        .startsWith("Error: cannot reach the daemon at the address given")
        .endsWith("'cairn daemon'\n");
    assertThat(session.run("--api", gone(), "provider", "status")).isOne();
    assertThat(session.err())
        .as("a plain daemon proves nothing")
        .endsWith("'cairn provider start'\n");
    assertThat(roles.opened()).isEmpty();
  }

  @Test
  void saysThatACommandNeedsADaemon() throws IOException {
    assertThat(session.run("swarm", "peers")).isOne();
    assertThat(session.err()).contains("must be run in online mode");
    home(gone(), "secret");
    assertThat(session.run("swarm", "peers")).isOne();
    assertThat(session.err())
        .contains("cannot reach the daemon of " + folder.resolve(".cairn"))
        .doesNotContain("address given");
    assertThat(roles.opened()).isEmpty();
  }

  /// As in Kubo: the daemon works, and fetches nothing.
  @Test
  void tellsTheDaemonWhereTheUserSaysOffline() throws IOException {
    home(daemon.address(), "secret");
    assertThat(session.run("--offline", "repo", "version")).isZero();
    assertThat(session.out()).isEqualTo("cairn repo version 9\n");
    assertThat(session.run("repo", "version", "--offline=false")).isZero();
    assertThat(daemon.targets()).containsExactly("repo/version?offline=true", "repo/version");
    assertThat(roles.opened()).isEmpty();
    home(gone(), "secret");
    assertThat(session.run("--offline", "cat", "bafyA")).isZero();
    assertThat(roles.opened().getFirst()).isEqualTo("local .cairn");
  }

  private void holder(String text) throws IOException {
    says("repo.lock", text);
  }

  private Path says(String file, String text) throws IOException {
    return Files.writeString(Files.createDirectories(folder.resolve(".cairn")).resolve(file), text);
  }

  private Client client(Waiting waiting, String... words) {
    Invocation invocation = new Parser(Commands.TABLE, session.terminal()).parse(List.of(words));
    return new Client(new TakenRoles(), invocation, waiting);
  }

  /// Another process has the home open.
  private static final class TakenRoles extends NoRoles {
    @Override
    public LocalApi local(Path home) {
      throw new HomeTaken("lock: someone else has the lock: process 1; use its API");
    }
  }

  private static String living() {
    return "process " + ProcessHandle.current().parent().orElseThrow().pid();
  }

  /// The daemon that holds the home takes calls a little later.
  @ParameterizedTest
  @CsvSource({
    "repo version, repo.lock",
    "swarm peers, repo.lock",
    "repo version, repo.starting",
    "swarm peers, repo.starting"
  })
  void waitsForADaemonThatIsStarting(String command, String file) throws IOException {
    says(file, living() + " (cairn daemon)");
    int[] waited = new int[1];
    Waiting waiting =
        () -> {
          try {
            if (++waited[0] == 3) {
              home(daemon.address(), "secret");
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return waited[0] < 9;
        };
    Client client = client(waiting, command.split(" "));
    Client.Work<String> work = api -> api.text("repo/version", new Api.Query());
    assertThat(command.startsWith("swarm") ? client.online(work) : client.anyhow(work))
        .contains("9");
    assertThat(waited[0]).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "repo version, cairn daemon, is starting or ending",
    "swarm peers, cairn daemon, is starting or ending",
    "repo version, cairn, is at work; try again"
  })
  void saysWhoHoldsTheHomeAfterItHasWaited(String command, String holder, String why)
      throws IOException {
    holder(living() + " (" + holder + ")");
    int[] waited = new int[1];
    Client client = client(() -> ++waited[0] < 3, command.split(" "));
    Client.Work<String> work = api -> api.text("repo/version", new Api.Query());
    assertThatThrownBy(
            () -> {
              assertThat(command.startsWith("swarm") ? client.online(work) : client.anyhow(work))
                  .isNull();
            })
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("someone else has the lock: " + living() + " (" + holder + ")")
        .hasMessageContaining(why);
    assertThat(waited[0]).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "process", "process 999999999999999999 (cairn daemon)", "\0\0"})
  void waitsForNoDaemonThatHasEnded(String text) throws IOException {
    holder(text);
    Client client = client(() -> fail("nobody to wait for"), "swarm", "peers");
    assertThatThrownBy(() -> client.online(api -> api.text("swarm/peers", new Api.Query())))
        .hasMessageContaining("must be run in online mode");
    holder("process " + ProcessHandle.current().pid() + " (cairn daemon)");
    assertThatThrownBy(() -> client.online(api -> api.text("swarm/peers", new Api.Query())))
        .hasMessageContaining("must be run in online mode");
  }

  /// Its number may be another's by now.
  @Test
  void waitsForNoDaemonThatStartedHereBefore() throws IOException {
    Path file = says("repo.starting", living() + " (cairn daemon)");
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    Client online = client(() -> fail("nobody to wait for"), "swarm", "peers");
    assertThatThrownBy(() -> online.online(api -> api.text("swarm/peers", new Api.Query())))
        .hasMessageContaining("must be run in online mode");
    assertThat(session.run("repo", "version")).isZero();
    assertThat(roles.opened()).contains("local .cairn");
  }

  /// A daemon without a door, whose home is taken as soon as it can be.
  @Test
  void doesByItselfWhatNoDaemonAnswersInTime() throws IOException {
    says("repo.starting", living() + " (cairn daemon)");
    int[] waited = new int[1];
    Invocation invocation =
        new Parser(Commands.TABLE, session.terminal()).parse(List.of("repo", "version"));
    Client client = new Client(roles, invocation, () -> ++waited[0] < 3);
    Client.Work<String> work = api -> api.text("repo/version", new Api.Query());
    assertThat(client.anyhow(work)).contains("1");
    assertThat(waited[0]).isEqualTo(3);
  }

  @Test
  void waitsNoLongerThanItsTime() throws IOException {
    assertThat(Waiting.upTo(Duration.ZERO, Duration.ofDays(1)).again()).isFalse();
    assertThat(Waiting.upTo(Duration.ofDays(1), Duration.ZERO).again()).isTrue();
  }

  /// A name may have several addresses, and the daemon listens at one of them.
  @Test
  void reachesADaemonAtAnyAddressOfItsHost() throws IOException {
    String port = daemon.address().replaceFirst(".*/", "");
    assertThat(session.run("--api=/dns4/localhost/tcp/" + port, "repo", "version")).isZero();
    assertThat(daemon.calls().getLast().head()).contains("Host: localhost:" + port);
    InetAddress[] both = {InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("127.0.0.1")};
    for (InetAddress listens : both) {
      List<InetAddress> asked = new ArrayList<>();
      InetAddress answered =
          Rpc.first(
              both,
              host -> {
                asked.add(host);
                if (!host.equals(listens)) {
                  throw new ConnectException("refused");
                }
                return host;
              });
      assertThat(answered).isEqualTo(listens);
      assertThat(asked).containsExactlyElementsOf(Arrays.asList(both).subList(0, asked.size()));
    }
    assertThatThrownBy(() ->
            Rpc.first(
                both,
                host -> {
                  throw new ConnectException("refused by " + host.getHostAddress());
                }))
        .hasMessage("refused by 127.0.0.1");
  }

  @Test
  void advisesNobodyToStartADaemonOnlyToStopIt() throws IOException {
    assertThat(session.run("shutdown")).isOne();
    assertThat(session.err()).contains("so there is none to stop").doesNotContain("cairn daemon");
    home(gone(), "secret");
    assertThat(session.run("shutdown")).isOne();
    assertThat(session.err()).contains("so there is none to stop").doesNotContain("cairn daemon");
    assertThat(session.run("--api", gone(), "shutdown")).isOne();
    assertThat(session.err()).contains("so there is none to stop").doesNotContain("cairn daemon");
  }

  @ParameterizedTest
  @CsvSource({
    "cat bafyA, fetching",
    "cat --peer=/p2p/p bafyA, dialing",
    "cat --offline bafyA, local",
    "pin add bafyA, fetching",
    "block get bafyA, local"
  })
  void opensTheRepositoryWithAsMuchNetworkAsTheCommandNeeds(String line, String how) {
    session.run(line.split(" "));
    assertThat(roles.opened().getFirst()).isEqualTo(how + " .cairn");
    assertThat(roles.opened().getLast()).isEqualTo("closed");
  }

  @Test
  void closesTheRepositoryAlsoWhereItsAnswerCannotBeRead() {
    FakeRoles broken = new FakeRoles("{\"Vers");
    Session other = new Session(folder, broken);
    assertThat(other.run("repo", "version")).isOne();
    assertThat(other.err()).contains("not JSON");
    assertThat(broken.opened()).endsWith("closed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dns4/localhost/tcp/5001", "/ip4/127.0.0.1/tcp/5001/http"})
  void readsAddressesWithNamesAndMoreBehindThePort(String text) {
    assertThat(Client.socketAddress(text).getPort()).isEqualTo(5001);
    assertThat(Client.socketAddress(text).getAddress().isLoopbackAddress()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ip4/127.0.0.1/tcp/-1", "/ip4/127.0.0.1/tcp/65536", ":", "h:+", "[::1]"})
  void refusesPortsThatAreNone(String text) {
    assertThatThrownBy(() -> Client.socketAddress(text))
        .isInstanceOf(CommandFailed.class)
        .hasMessageStartingWith("\"" + text + "\" is no address of a daemon");
  }

  @Test
  void findsTheDaemonOfAHomeForOtherProcesses() throws IOException {
    home(daemon.address(), "secret");
    Api api = Api.ofHome(folder.resolve(".cairn"));
    assertThat(api.json("repo/version", new Api.Query()).at("Version").text()).isEqualTo("9");
    assertThat(head()).doesNotContain("secret");
    daemon.answer("wallet/address", "{}");
    assertThat(api.text("wallet/address", new Api.Query())).isEqualTo("{}");
    assertThat(daemon.calls().getLast().head()).contains("Bearer secret");
    daemon.knowing("another");
    assertThatThrownBy(() -> api.json("repo/version", new Api.Query()))
        .isInstanceOf(StrangerAtDoor.class);
    assertThatThrownBy(() -> Api.ofHome(folder)).isInstanceOf(IOException.class);
  }

  @Test
  void takesTheHomeThatTheEnvironmentNames() throws IOException {
    home(daemon.address(), "secret");
    session.with(Map.of("CAIRN_PATH", ".cairn", "HOME", "/nowhere"));
    assertThat(session.run("repo", "version", "-q")).isZero();
    assertThat(session.out()).isEqualTo("9\n");
  }

  @Test
  void encodesAQueryAsItStandsInAUrl() {
    assertThat(new Api.Query().encoded()).isEmpty();
    Api.Query query = new Api.Query().arg("/ipfs/ä b").option("x", "1+1=2&3").arg("?#");
    assertThat(query.encoded()).isEqualTo("?arg=%2Fipfs%2F%C3%A4+b&x=1%2B1%3D2%263&arg=%3F%23");
    assertThat(query.pairs())
        .containsExactly(
            new Api.Query.Pair("arg", "/ipfs/ä b"),
            new Api.Query.Pair("x", "1+1=2&3"),
            new Api.Query.Pair("arg", "?#"));
  }
}
