package network.cairn.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class JmtTest {
  private static Map<byte[], Optional<byte[]>> writes(Random random, int most) {
    Map<byte[], Optional<byte[]>> writes = new TreeMap<>(Arrays::compareUnsigned);
    int count = random.nextInt(most) + 1;
    for (int i = 0; i < count; i++) {
      byte[] key = {(byte) random.nextInt(3), (byte) random.nextInt(100)};
      writes.put(
          key,
          random.nextInt(3) == 0
              ? Optional.empty()
              : Optional.of(Property.bytes(random, 1 + random.nextInt(40))));
    }
    return writes;
  }

  @Test
  void agreesWithTheDefinitionThroughWritesAndDeletions() {
    Property.check(
        60,
        random -> {
          MemoryState state = new MemoryState();
          for (int version = 0; version < 12; version++) {
            byte[] root = state.write(writes(random, 60));
            assertThat(root).isEqualTo(NaiveJmt.root(state.values()));
            assertThat(Jmt.root(state)).isEqualTo(root);
          }
        });
  }

  @Test
  void saysOfEachNodeWhatItWas() {
    Property.check(
        60,
        random -> {
          MemoryState state = new MemoryState();
          for (int version = 0; version < 12; version++) {
            Map<byte[], Optional<byte[]>> writes = writes(random, 60);
            Jmt.Update update = Jmt.update(state, writes);
            assertThat(update.replaced()).hasSize(update.nodes().size());
            for (byte[] key : update.nodes().keySet()) {
              Optional<byte[]> was = Objects.requireNonNull(update.replaced().get(key));
              assertThat(was.map(HexFormat.of()::formatHex))
                  .isEqualTo(state.node(key).map(HexFormat.of()::formatHex));
            }
            state.write(writes);
          }
        });
  }

  @Test
  void dependsOnTheEntriesAloneNotOnTheWayThere() {
    Property.check(
        40,
        random -> {
          MemoryState state = new MemoryState();
          for (int version = 0; version < 8; version++) {
            state.write(writes(random, 40));
          }
          MemoryState direct = new MemoryState();
          Map<byte[], Optional<byte[]>> all = new TreeMap<>(Arrays::compareUnsigned);
          state.values().forEach((k, v) -> all.put(k, Optional.of(v)));
          byte[] root = direct.write(all);
          assertThat(Jmt.root(state)).isEqualTo(root);
          assertThat(direct.nodeCount()).isEqualTo(state.nodeCount());
          List<byte[]> keys = new ArrayList<>(all.keySet());
          java.util.Collections.shuffle(keys, random);
          for (byte[] key : keys) {
            state.write(Map.of(key, Optional.empty()));
          }
          assertThat(Jmt.root(state)).isEqualTo(JmtHash.empty());
          assertThat(state.nodeCount()).isZero();
        });
  }

  @Test
  void provesPresenceAndAbsenceAndRefusesWhatIsAltered() {
    Ics23 verifier = Ics23.ofState();
    Property.check(
        40,
        random -> {
          MemoryState state = new MemoryState();
          state.write(Map.of(new byte[] {9}, Optional.of(new byte[] {1})));
          byte[] root = state.write(writes(random, 80));
          JmtProofs proofs = new JmtProofs(state, state);
          for (int i = 0; i < 10; i++) {
            byte[] key = {(byte) random.nextInt(3), (byte) random.nextInt(100)};
            byte[] proof = proofs.prove(key).orElseThrow().toByteArray();
            byte[] bent = proof.clone();
            bent[random.nextInt(bent.length)] ^= (byte) (1 << random.nextInt(8));
            Optional<byte[]> value = state.get(key);
            boolean absent = value.isEmpty();
            assertThat(verifier.isAbsent(root, key, proof)).isEqualTo(absent);
            assertThat(verifier.isAbsent(root, key, bent)).isFalse();
            byte[] claimed = value.orElse(new byte[] {7});
            assertThat(verifier.isPresent(root, key, claimed, proof)).isEqualTo(!absent);
            assertThat(verifier.isPresent(root, key, claimed, bent)).isFalse();
            assertThat(verifier.isPresent(root, key, new byte[] {0, 1}, proof)).isFalse();
          }
        });
  }

  @Test
  void hasNoProofOfAbsenceInAnEmptyTree() {
    MemoryState state = new MemoryState();
    assertThat(new JmtProofs(state, state).prove(new byte[] {1})).isEmpty();
  }

  @Test
  void refusesEmptyValuesAndKeys() {
    MemoryState state = new MemoryState();
    assertThatThrownBy(() -> state.write(Map.of(new byte[] {1}, Optional.of(new byte[0]))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> state.write(Map.of(new byte[0], Optional.empty())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @FuzzTest
  void proofsAnswerForAnyBytes(FuzzedDataProvider data) {
    byte[] root = data.consumeBytes(32);
    byte[] key = data.consumeBytes(8);
    byte[] proof = data.consumeRemainingAsBytes();
    assertThat(Ics23.ofState().isPresent(root, key, key, proof)).isFalse();
    assertThat(Ics23.ofState().isAbsent(root, key, proof)).isFalse();
  }

  @FuzzTest
  void nodesDecodeOrAreCalledDamaged(FuzzedDataProvider data) {
    byte[] bytes = data.consumeRemainingAsBytes();
    try {
      assertThat(JmtNode.decode(bytes).encode()).isNotNull();
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("tree node");
    }
  }
}
