package network.cairn.store.blockstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class FingerprintSetTest {
  private record Member(Multihash multihash, long variant) {}

  private static Multihash identity(byte[] digest) {
    return Multihash.of(Multihash.IDENTITY, digest);
  }

  @Test
  void agreesWithASetOfTheMultihashesThemselves() {
    Property.check(
        20,
        random -> {
          FingerprintSet set = new FingerprintSet(random);
          Set<Member> model = new HashSet<>();
          List<Member> asked = new ArrayList<>();
          for (int i = 0; i < 2000; i++) {
            Member member =
                asked.isEmpty() || random.nextInt(3) > 0
                    ? new Member(
                        identity(Property.bytes(random, random.nextInt(70))), random.nextInt(3))
                    : asked.get(random.nextInt(asked.size()));
            asked.add(member);
            if (random.nextInt(4) > 0) {
              assertThat(set.add(member.multihash, member.variant)).isEqualTo(model.add(member));
            }
            assertThat(set.size()).isEqualTo(model.size());
          }
          assertThat(asked)
              .allSatisfy(member ->
                  assertThat(set.contains(member.multihash, member.variant))
                      .isEqualTo(model.contains(member)));
        });
  }

  @Test
  void keepsAllThatWasAddedWhileItGrows() {
    Random random = new Random(1);
    FingerprintSet set = new FingerprintSet(random);
    List<Multihash> added = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      added.add(Multihash.sha256(Property.bytes(random, 8)));
      assertThat(set.add(added.getLast(), 0)).isTrue();
    }
    assertThat(added).allMatch(multihash -> set.contains(multihash, 0));
    assertThat(added).noneMatch(multihash -> set.contains(multihash, 1));
    assertThat(set.size()).isEqualTo(5000);
  }

  /// Digests are padded to whole words, and zeros of a digest are not padding.
  @Test
  void tellsDigestsOfZerosApartByTheirLength() {
    FingerprintSet set = new FingerprintSet(new Random(2));
    for (int length = 0; length <= 128; length++) {
      assertThat(set.contains(identity(new byte[length]), 0)).isFalse();
      assertThat(set.add(identity(new byte[length]), 0)).isTrue();
    }
    assertThat(set.size()).isEqualTo(129);
  }

  @Test
  void tellsTheSameDigestOfTwoFunctionsApart() {
    FingerprintSet set = new FingerprintSet(new Random(3));
    byte[] digest = Property.bytes(new Random(4), 32);
    assertThat(set.add(Multihash.of(Multihash.SHA2_256, digest), 0)).isTrue();
    assertThat(set.add(Multihash.of(0x1e, digest), 0)).isTrue();
    assertThat(set.add(Multihash.of(Multihash.SHA2_256, digest), 0)).isFalse();
  }
}
