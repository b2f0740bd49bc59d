package network.cairn.ledger.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ValidatorsFileTest {
  private static final String ANNA =
      """
      validator anna
      power 10
      p2p a.example:26656
      url https://a.example:5101
      key %s
      beacon %s
      node %s
      """
          .formatted("1a".repeat(32), "2b".repeat(32), "3c".repeat(20));
  private static final String BERT =
      """
      validator bert
      power 7
      p2p b.example:26656
      url http://b.example:5101
      """;
  private static final String TEXT = "cairn-validators 1\n\n# as agreed\n" + ANNA + "\n" + BERT;

  static ValidatorsFile random(Random random, int count) {
    List<ValidatorsFile.Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Optional<ValidatorsFile.Keys> keys =
          random.nextBoolean()
              ? Optional.empty()
              : Optional.of(
                  new ValidatorsFile.Keys(
                      ByteString.copyFrom(Property.bytes(random, 32)),
                      ByteString.copyFrom(Property.bytes(random, 32)),
                      ConsensusFile.nodeId(ByteString.copyFrom(Property.bytes(random, 32)))));
      entries.add(
          new ValidatorsFile.Entry(
              "v" + i,
              random.nextLong(1, 1_000_000),
              "h" + i + ".example:" + random.nextInt(1, 65_536),
              URI.create("http://h" + i + ".example:" + random.nextInt(1, 65_536)),
              keys));
    }
    return new ValidatorsFile(entries);
  }

  @Test
  void comesBackFromItsText() {
    Property.check(
        100,
        random -> {
          ValidatorsFile file = random(random, random.nextInt(1, 8));
          assertThat(ValidatorsFile.parse(file.format())).isEqualTo(file);
          String loose = file.format().replace("\n", "\r\n\n").replace(" ", "   ");
          assertThat(
                  ValidatorsFile.parse(loose.replace("cairn-validators   1", "cairn-validators 1")))
              .isEqualTo(file);
        });
  }

  @Test
  void readsWhatOperatorsWrote() {
    List<ValidatorsFile.Entry> entries = ValidatorsFile.parse(TEXT).entries();
    assertThat(entries).extracting(ValidatorsFile.Entry::name).containsExactly("anna", "bert");
    assertThat(entries).extracting(ValidatorsFile.Entry::power).containsExactly(10L, 7L);
    assertThat(entries.get(0).format()).isEqualTo(ANNA);
    assertThat(entries.get(0).rpc()).isEqualTo("127.0.0.1:26657");
    assertThat(entries.get(1).keys()).isEmpty();
  }

  /// One line for each thing that can be wrong: what, and of whom.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cairn-validators 1 | cairn-validators 2 | the first line is not cairn-validators 1",
        "power 7 | power 0 | validator bert: power is a whole number from 1, not '0'",
        "power 7 | power -1 | validator bert: power is a whole number from 1, not '-1'",
        "power 7 | power 1.5 | validator bert: power is a whole number from 1, not '1.5'",
        "power 7 | power 999999999999999999999 | whole number from 1, not '999999999999999999999'",
        "power 7 | power 1152921504606846976 | power is a whole number",
        "power 7 | power 999999999999999999 | ok",
        "power 7 | strength 7 | validator bert: unknown field 'strength'; there are power, p2p",
        "power 7 | power | the line 'power' is no name and value",
        "power 7 | power 7 8 | the line 'power 7 8' is no name and value",
        "power 7 | url http://c | validator bert: url stands twice",
        "power 7 | # none | validator bert needs power, p2p and url",
        "validator bert | validator anna | validator anna: name anna stands twice in the file",
        "validator bert | validator Bert | a validator's name is 1 to 40 of a-z 0-9 -, not 'Bert'",
        "validator bert | validator genesis | a validator cannot be called 'genesis'",
        "validator anna | # | before the first validator: power 10",
        "p2p b.example:26656 | p2p a.example:26656 | bert: p2p a.example:26656 stands twice",
        "p2p b.example:26656 | p2p b.example | p2p is not host:port: b.example",
        "url http://b.example:5101 | url https://a.example:5101 | stands twice in the file",
        "url http://b.example:5101 | url ftp://b.example | ledger-url is no http address",
        "url http://b.example:5101 | url http://b[ | validator bert: no address: http://b[",
        "key 1a1a | key 1A1A | validator anna: key is not 64 hexadecimal digits",
        "node 3c3c | node 3c | validator anna: node is not 40 hexadecimal digits",
        "node 3c3c | # | validator anna needs all of key, beacon and node, or none of them",
        "beacon 2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b"
            + " | beacon 1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a"
            + " | stands twice in the file; each validator has its own",
        "power 7 | stake 7 | of anna and bert one has a stake and the other a power",
        "power 7 | stake seven | validator bert: stake: 'seven' is no amount; write CAIRN",
        "power 7 | operator 00 | validator bert: operator is not 64 hexadecimal digits: 00",
        "# as agreed | chain-id a | it needs all of chain-id, time and treasury, or none",
        "# as agreed | name a | before the first validator: name a; there stand chain-id, time",
      })
  void whatIsWrongIsNamed(String good, String bad, String told) {
    assertThat(TEXT).contains(good);
    String text = TEXT.replace(good, bad);
    if (told.equals("ok")) {
      assertThat(ValidatorsFile.parse(text).entries()).hasSize(2);
      return;
    }
    assertThatThrownBy(() -> ValidatorsFile.parse(text))
        .isInstanceOf(InvalidNetworkFile.class)
        .hasMessageContaining(told)
        .message()
        .doesNotContain("\n");
  }

  /// Stakes, and all that a genesis has beside them.
  private static final String FOUNDED =
      """
      cairn-validators 1
      chain-id cairn-dev-x
      time 2026-01-01T00:00:00Z
      treasury tcairn1uwg9qmguvn0wec0sugdhrgd4sypr9uu073nc6f6hxuwavvw2zswqvr37ak

      validator anna
      stake 12.5
      p2p a.example:26656
      url https://a.example:5101
      key %s
      beacon %s
      node %s
      operator %s
      key-proof %s
      beacon-proof %s
      """
          .formatted(
              "1a".repeat(32),
              "2b".repeat(32),
              "3c".repeat(20),
              "4d".repeat(32),
              "5e".repeat(64),
              "6f".repeat(80));

  @Test
  void readsWhatFoundersAgreedOn() {
    ValidatorsFile file = ValidatorsFile.parse(FOUNDED);
    assertThat(file.hasStakes()).isTrue();
    assertThat(file.chain().orElseThrow().chainId()).isEqualTo("cairn-dev-x");
    assertThat(file.chain().orElseThrow().timeMs()).isEqualTo(1_767_225_600_000L);
    assertThat(file.entries().getFirst().stake()).contains(Amount.parse("12500000000000000000"));
    assertThat(file.format()).isEqualTo(FOUNDED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chain-id cairn-dev-x | chain-id cairn-x | treasury is no address on cairn-x",
        "chain-id cairn-dev-x | chain-id A | chain-id is not 1 to 50 of a-z 0-9 -: A",
        "time 2026-01-01T00:00:00Z | time yesterday | time is not as 2026-01-01T00:00:00Z",
        "time 2026-01-01T00:00:00Z | time 2026-01-01T00:00:00.0001Z | time is in milliseconds",
        "time 2026-01-01T00:00:00Z | time 1000000000-12-31T23:59:59Z | time is not as",
        "treasury tcairn1 | treasury xcairn1 | treasury is no address on cairn-dev-x",
        "time 2026 | chain-id 2026 | chain-id stands twice",
        "stake 12.5 | power 12 | operator, key-proof and beacon-proof stand where both stake and",
        "stake 12.5 | stake 1e9 | validator anna: stake: '1e9' is no amount",
        "stake 12.5 | # | validator anna needs power, p2p and url, or stake, p2p and url",
        "key-proof 5e5e | # | needs all of operator, key-proof and beacon-proof, or none",
        "key-proof 5e5e | key-proof 5e | key-proof is not 128 hexadecimal digits",
        "beacon-proof 6f6f | beacon-proof 6f | beacon-proof is not 160 hexadecimal digits",
        "key-proof 5e5e | beacon-proof 5e5e | beacon-proof is not 160 hexadecimal digits",
      })
  void whatIsWrongOfAFoundingIsNamed(String good, String bad, String told) {
    assertThat(FOUNDED).contains(good);
    assertThatThrownBy(() -> ValidatorsFile.parse(FOUNDED.replace(good, bad)))
        .isInstanceOf(InvalidNetworkFile.class)
        .hasMessageContaining(told)
        .message()
        .doesNotContain("\n");
  }

  /// More power than a genesis takes is said here, of whom it is too much.
  @Test
  void powersHaveABoundTogether() {
    String most = Long.toString(999_999_999_999_999_999L);
    String text = TEXT.replace("power 7", "power " + most).replace("power 10", "power " + most);
    assertThatThrownBy(() -> ValidatorsFile.parse(text))
        .hasMessageContaining("validator bert: the powers add up to more than");
  }

  @Test
  void hasOneToTwoHundredValidators() {
    ValidatorsFile most = random(new Random(1), Genesis.MAX_VALIDATORS);
    assertThat(ValidatorsFile.parse(most.format())).isEqualTo(most);
    assertThatThrownBy(() -> random(new Random(1), Genesis.MAX_VALIDATORS + 1))
        .hasMessageContaining("there are more than 200 validators");
    assertThatThrownBy(() -> ValidatorsFile.parse("cairn-validators 1\n"))
        .hasMessageContaining("there is no validator");
    assertThatThrownBy(() -> ValidatorsFile.parse("x".repeat(ValidatorsFile.MAX_SIZE + 1)))
        .hasMessageContaining("longer than");
  }

  /// Whatever bytes stand there, they are refused in one way or read.
  @Test
  void anyTextIsReadOrRefused() {
    Property.check(
        300,
        random -> {
          StringBuilder text = new StringBuilder(random.nextBoolean() ? TEXT : FOUNDED);
          for (int i = 0; i < random.nextInt(1, 4); i++) {
            text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(1, 127));
          }
          try {
            assertThat(ValidatorsFile.parse(text.toString()).entries()).isNotEmpty();
          } catch (InvalidNetworkFile e) {
            assertThat(e).hasMessageNotContaining("null");
          }
        });
  }
}
