package network.cairn.ledger.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.light.Mark;
import network.cairn.ledger.types.Genesis;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkFileTest {
  private static final URI URL = URI.create("https://ledger.example:5004");
  private static final ByteString HASH = ByteString.copyFrom(new byte[32]);

  private static List<Validators.Validator> validators(Random random, int count) {
    List<Validators.Validator> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ByteString key = ByteString.copyFrom(Property.bytes(random, 32));
      members.add(new Validators.Validator(key, random.nextLong(1, 1_000_000)));
    }
    return members;
  }

  private static NetworkFile file(int validators) {
    return new NetworkFile(
        "cairn-1", HASH, new Validators(validators(new Random(1), validators)), URL);
  }

  @Test
  void comesBackFromItsTextWhateverTheOrderAndBlanksOfItsLines() {
    Property.check(
        100,
        random -> {
          NetworkFile file =
              new NetworkFile(
                  "chain-" + random.nextInt(1000),
                  ByteString.copyFrom(Property.bytes(random, 32)),
                  new Validators(validators(random, random.nextInt(1, 8))),
                  URL);
          assertThat(NetworkFile.parse(file.format())).isEqualTo(file);
          List<String> lines = new ArrayList<>(file.format().lines().toList());
          Collections.shuffle(lines.subList(1, lines.size()), random);
          String loose = String.join("\r\n\n", lines).replace(" ", "  ").replace("k  1", "k 1");
          assertThat(NetworkFile.parse(loose)).isEqualTo(file);
          assertThat(NetworkFile.parse(loose).chainRef()).isEqualTo(file.chainRef());
        });
  }

  @Test
  void theChainRefNamesTheChainAndItsGenesis() {
    NetworkFile file = file(1);
    ByteString otherHash = ByteString.copyFrom(new byte[] {1}).concat(HASH.substring(1));
    assertThat(new NetworkFile("cairn-2", HASH, file.validators(), URL).chainRef())
        .isNotEqualTo(file.chainRef());
    assertThat(new NetworkFile("cairn-1", otherHash, file.validators(), URL).chainRef())
        .isNotEqualTo(file.chainRef());
    assertThat(
            new NetworkFile("cairn-1", HASH, file.validators(), URI.create("http://b")).chainRef())
        .isEqualTo(file.chainRef());
  }

  @Test
  void hasOneToTwoHundredValidators() {
    assertThat(NetworkFile.parse(file(1).format()).validators().members()).hasSize(1);
    NetworkFile most = file(Genesis.MAX_VALIDATORS);
    assertThat(NetworkFile.parse(most.format())).isEqualTo(most);
    assertThatThrownBy(() -> file(0))
        .isInstanceOf(InvalidNetworkFile.class)
        .hasMessageContaining("no validator");
    assertThatThrownBy(() -> file(Genesis.MAX_VALIDATORS + 1))
        .isInstanceOf(InvalidNetworkFile.class)
        .hasMessageContaining("too many validators");
  }

  @Test
  void isReadUpToSixtyFourKibibytes() {
    String text = file(1).format();
    String full = text + "\n".repeat(NetworkFile.MAX_SIZE - text.length());
    assertThat(NetworkFile.parse(full)).isEqualTo(file(1));
    assertThatThrownBy(() -> NetworkFile.parse(full + "\n"))
        .isInstanceOf(InvalidNetworkFile.class)
        .hasMessageContaining("65536");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "0",
        "-",
        "cairn-dev-x",
        "a23456789-a23456789-a23456789-a23456789-a23456789-"
      })
  void takesChainIdsOfItsForm(String id) {
    assertThat(new NetworkFile(id, HASH, file(1).validators(), URL).chainId()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "A",
        "a_b",
        "a b",
        "ä",
        "a\n",
        "a23456789-a23456789-a23456789-a23456789-a23456789-x"
      })
  void refusesOtherChainIds(String id) {
    assertThatThrownBy(() -> new NetworkFile(id, HASH, file(1).validators(), URL))
        .isInstanceOf(InvalidNetworkFile.class)
        .hasMessageContaining("chain-id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a",
        "https://a",
        "http://a:1",
        "http://127.0.0.1:5004/",
        "http://[::1]:80"
      })
  void takesUrlsOfHosts(String url) {
    URI uri = URI.create(url);
    assertThat(new NetworkFile("a", HASH, file(1).validators(), uri).ledgerUrl()).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "//a",
        "ftp://a",
        "file:///a",
        "http:a",
        "http:///x",
        "http://a/path",
        "http://u@a",
        "http://u:p@a",
        "mailto:a@b",
        "HTTPS://a"
      })
  void refusesOtherUrls(String url) {
    URI uri = URI.create(url);
    assertThatThrownBy(() -> new NetworkFile("a", HASH, file(1).validators(), uri))
        .isInstanceOf(InvalidNetworkFile.class)
        .hasMessageContaining("ledger-url");
  }

  @Test
  void refusesAHashOfAnotherLength() {
    for (int size : new int[] {0, 31, 33}) {
      assertThatThrownBy(() ->
              new NetworkFile("a", ByteString.copyFrom(new byte[size]), file(1).validators(), URL))
          .isInstanceOf(InvalidNetworkFile.class)
          .hasMessageContaining("32 bytes");
    }
  }

  /// Each line of a good file, spoilt in one way.
  @ParameterizedTest
  @CsvSource({
    "cairn-network 1, cairn-network 3, first line",
    "cairn-network 1, Cairn-network 1, first line",
    "chain-id cairn-1, chain-id, no value",
    "chain-id cairn-1, chain-id CAIRN, chain-id",
    "chain-id cairn-1, chainid cairn-1, unknown line",
    "genesis-hash 00, genesis-hash 0, no hexadecimal",
    "genesis-hash 00, genesis-hash 0000, 32 bytes",
    "genesis-hash 00, genesis-hash zz, no hexadecimal",
    "ledger-url https, ledger-url ftp, ledger-url",
    "ledger-url https, ledger-url ht[tps, ledger-url"
  })
  void saysWhatIsWrongWithALine(String good, String bad, String reason) {
    String text = file(1).format();
    assertThat(text).contains(good);
    String spoilt =
        text.replace(
            good + (bad.endsWith("id") ? "\n" : ""), bad + (bad.endsWith("id") ? "\n" : ""));
    assertThatThrownBy(() -> NetworkFile.parse(spoilt))
        .isInstanceOf(InvalidNetworkFile.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "validator",
        "validator %s",
        "validator %s 0",
        "validator %s -1",
        "validator %s 01",
        "validator %s 1 2",
        "validator %s 1000000000000000000",
        "validator 00 1",
        "validator zz 1",
        "validator %sff 1"
      })
  void refusesWhatIsNoValidator(String line) {
    String bad = file(1).format() + line.replace("%s", "ab".repeat(32)) + "\n";
    assertThatThrownBy(() -> NetworkFile.parse(bad)).isInstanceOf(InvalidNetworkFile.class);
  }

  private static NetworkFile second() {
    return file(2)
        .trusting(new Mark(77, ByteString.copyFrom(new byte[32])), file(3).validators())
        .at(List.of(URL, URI.create("http://b:1")));
  }

  @Test
  void theSecondFormNamesServersAndTheTrustedHeader() {
    NetworkFile file = second();
    assertThat(file.format()).startsWith("cairn-network 2\n").contains("\ntrusted 77 00");
    assertThat(NetworkFile.parse(file.format())).isEqualTo(file);
    assertThat(file.ledgerUrl()).isEqualTo(URL);
    assertThat(file.root().header()).contains(new Mark(77, ByteString.copyFrom(new byte[32])));
    assertThat(file(2).format()).as("what the first can say").startsWith("cairn-network 1\n");
  }

  @ParameterizedTest
  @CsvSource({
    "trusted 77, trusted 0, no height",
    "trusted 77 00, trusted 77 0, no height",
    "trusted 77, trusted 77 77, no height",
    "cairn-network 2, cairn-network 1, second form",
    "ledger-url http://b:1, ledger-url https://ledger.example:5004, twice",
    "ledger-url http://b:1, ledger-url ftp://b:1, ledger-url"
  })
  void saysWhatIsWrongWithALineOfTheSecondForm(String good, String bad, String reason) {
    String text = second().format();
    assertThat(text).contains(good);
    assertThatThrownBy(() -> NetworkFile.parse(text.replaceFirst(good, bad)))
        .isInstanceOf(InvalidNetworkFile.class)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesMoreServersThanAreAsked() {
    List<URI> nine = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      nine.add(URI.create("http://a:" + (i + 1)));
    }
    assertThat(file(1).at(nine.subList(0, 8)).servers()).hasSize(8);
    assertThatThrownBy(() -> file(1).at(nine)).isInstanceOf(InvalidNetworkFile.class);
    assertThatThrownBy(() -> file(1).at(List.of())).isInstanceOf(InvalidNetworkFile.class);
  }
}
