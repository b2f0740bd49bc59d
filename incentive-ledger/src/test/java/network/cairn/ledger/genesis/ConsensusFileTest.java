package network.cairn.ledger.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.FollowedHeaders;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsensusFileTest {
  private static final String PEER = "0123456789abcdef0123456789abcdef01234567@b.example:26656";
  private static final ConsensusFile FILE =
      new ConsensusFile("10.0.0.1:26656", "127.0.0.1:26657", List.of(PEER));

  private static FollowedHeaders nothing() {
    throw new IllegalStateException("not asked for");
  }

  @Test
  void saysThatTheStateComesByTheNetworkFile() {
    ConsensusFile file =
        new ConsensusFile(
            "10.0.0.1:26656", "127.0.0.1:26657", List.of(PEER), Optional.empty(), true);
    assertThat(file.format()).isEqualTo(FILE.format() + "sync-from network\n");
    assertThat(ConsensusFile.parse(file.format())).isEqualTo(file);
    Supplier<FollowedHeaders> headers = ConsensusFileTest::nothing;
    EngineKind.Comet settings =
        file.settings(Path.of("c"), ByteString.copyFrom(new byte[32]), headers);
    assertThat(settings.sync()).contains(new EngineKind.FromNetwork(headers));
    refuses(file.format() + "sync-from network\n", "twice");
    refuses(FILE.format() + "sync-from somewhere\n", "the line is not 'sync-from network'");
    refuses(
        file.format()
            + "sync-trusted 7 "
            + "0a".repeat(32)
            + "\nsync-server 127.0.0.1:1\nsync-server 127.0.0.1:2\n",
        "sync-from network needs no sync-server");
  }

  @Test
  void comesBackFromItsText() {
    Property.check(
        100,
        random -> {
          List<String> peers =
              IntStream.range(0, random.nextInt(5))
                  .mapToObj(i ->
                      ConsensusFile.nodeId(ByteString.copyFrom(Property.bytes(random, 32)))
                          + "@h"
                          + i
                          + ":"
                          + random.nextInt(1, 65_536))
                  .toList();
          ConsensusFile file =
              new ConsensusFile(
                  "a.example:" + random.nextInt(1, 65_536),
                  "127.0.0.1:" + random.nextInt(1, 65_536),
                  peers);
          assertThat(ConsensusFile.parse(file.format())).isEqualTo(file);
          assertThat(ConsensusFile.parse(file.format().replace("\n", "  \r\n\n"))).isEqualTo(file);
        });
  }

  @Test
  void isWhatAnOperatorReads() {
    assertThat(FILE.format())
        .isEqualTo(
            "cairn-consensus 1\np2p 10.0.0.1:26656\nrpc 127.0.0.1:26657\npeer " + PEER + "\n");
    assertThat(ConsensusFile.alone().peers()).isEmpty();
  }

  @Test
  void namesWhereTheStateOfOthersComesFrom() {
    String own = FILE.format();
    String trusted = "sync-trusted 7 " + "0a".repeat(32) + "\n";
    String servers = "sync-server 127.0.0.1:1\nsync-server localhost:2\n";
    ConsensusFile read = ConsensusFile.parse(own + trusted + servers);
    assertThat(read.sync().orElseThrow().servers()).containsExactly("127.0.0.1:1", "localhost:2");
    assertThat(read.sync().orElseThrow().height()).isEqualTo(7);
    assertThat(ConsensusFile.parse(read.format())).isEqualTo(read);
    assertThat(FILE.sync()).isEmpty();
    refuses(own + servers, "no sync-trusted");
    refuses(own + trusted, "0 sync-servers, not 2 to 8");
    refuses(own + trusted + "sync-server 127.0.0.1:1\n", "1 sync-servers");
    refuses(own + trusted + "sync-server 10.0.0.1:1\n".repeat(2), "make a tunnel");
    refuses(own + trusted + "sync-server 127.example.org:1\n".repeat(2), "make a tunnel");
    refuses(own + trusted + "sync-server 127.0.0.1\n".repeat(2), "is not host:port");
    refuses(own + trusted.replace("7", "0") + servers, "no height and hash");
    refuses(own + trusted + trusted + servers, "twice");
  }

  private static void refuses(String text, String why) {
    assertThatThrownBy(() -> ConsensusFile.parse(text))
        .isInstanceOf(InvalidNetworkFile.class)
        .hasMessageContaining(why);
  }

  /// CometBFT would not start with one.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.example:0",
        "a.example:65536",
        "a.example:99999",
        "a.example:026656",
        "a.example:",
        "a:b:26656",
        "fe80::1:26656",
        "127.0.0.1:1:26657",
        "[a.example]:26656",
        "[::1:26656",
        ":26656",
        "a b:26656"
      })
  void refusesWhatIsNoAddress(String address) {
    refuses(FILE.format().replace("10.0.0.1:26656", address), "p2p is not host:port");
    refuses(FILE.format().replace("127.0.0.1:26657", address), "rpc is not host:port");
    refuses(FILE.format().replace("b.example:26656", address), "a peer is not id@host:port");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.example:1",
        "a-b.example:9999",
        "10.0.0.2:10000",
        "[2001:db8::7]:59999",
        "[::]:65535",
        "localhost:64000"
      })
  void takesWhatIsOne(String address) {
    assertThat(ConsensusFile.parse(FILE.format().replace("10.0.0.1:26656", address)).p2p())
        .isEqualTo(address);
    assertThat(ConsensusFile.isNode("0a".repeat(20) + "@" + address)).isTrue();
  }

  /// Whoever reaches that door can stop the validator.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0:26657",
        "10.0.0.1:26657",
        "a.example:26657",
        "[::]:26657",
        "127.example.org:26657",
        "127.0.0.1.example.org:26657",
        "127.0.0:26657",
        "127.0.0.256:26657",
        "127.0.0.01:26657"
      })
  void itsDoorIsOpenToNobodyElse(String rpc) {
    assertThatThrownBy(() -> new ConsensusFile("10.0.0.1:26656", rpc, List.of()))
        .isInstanceOf(InvalidNetworkFile.class)
        .hasMessageContaining("rpc must be a loopback address, not " + rpc);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.2:1", "127.255.10.99:1", "localhost:26657", "[::1]:26657"})
  void everyLoopbackAddressWillDo(String rpc) {
    assertThat(new ConsensusFile("10.0.0.1:26656", rpc, List.of()).rpc()).isEqualTo(rpc);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p2p 10.0.0.1:26656 | p2p nowhere | p2p is not host:port: nowhere",
        "rpc 127.0.0.1:26657 | rpc 127.0.0.1 | rpc is not host:port: 127.0.0.1",
        "peer 0123 | peer 012x | a peer is not id@host:port: 012x",
        "cairn-consensus 1 | cairn-consensus 2 | the first line is not cairn-consensus 1",
        "rpc 127 | seed 127 | unknown line: seed 127",
        "p2p 10.0.0.1:26656 | p2p | the line 'p2p' has no value",
        "rpc 127.0.0.1:26657 | p2p 10.0.0.1:1 | twice: p2p 10.0.0.1:1",
        "rpc 127.0.0.1:26657 | # | p2p or rpc is missing",
      })
  void whatIsWrongIsNamed(String good, String bad, String told) {
    String text = FILE.format().replace(good, bad.equals("#") ? "" : bad);
    assertThatThrownBy(() -> ConsensusFile.parse(text))
        .isInstanceOf(InvalidNetworkFile.class)
        .hasMessageContaining(told);
  }

  @Test
  void becomesTheSettingsOfTheEngine() {
    ByteString seed = ByteString.copyFrom(new byte[32]);
    assertThat(FILE.settings(Path.of("/b/cometbft"), seed, ConsensusFileTest::nothing))
        .isEqualTo(
            new EngineKind.Comet(
                Path.of("/b/cometbft"), FILE.p2p(), FILE.rpc(), FILE.peers(), seed));
  }

  /// CometBFT's name of a node: SHA-256 of its key, cut to 20 bytes.
  @Test
  void namesANodeByTheHashOfItsKey() {
    assertThat(ConsensusFile.nodeId(ByteString.copyFrom(new byte[32])))
        .isEqualTo("66687aadf862bd776c8fc18b8e9f8e2008971485");
  }
}
