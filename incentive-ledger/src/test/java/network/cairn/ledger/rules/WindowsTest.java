package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.proto.ledger.BeaconRecord;
import network.cairn.proto.ledger.ValidatorRecord;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// Which windows are healthy, by who proposed their blocks.
final class WindowsTest {
  private static final Params PARAMS = Params.defaults(Profile.DEV);
  private static final int W = (int) PARAMS.window();

  private static ValidatorRecord validator(int number, long power) {
    return ValidatorRecord.newBuilder()
        .setPubkey(ByteString.copyFrom(new byte[] {1, (byte) number}))
        .setPower(power)
        .build();
  }

  private static BeaconRecord.Builder block(int height, ValidatorRecord proposer) {
    return BeaconRecord.newBuilder()
        .setProposer(StakeKeys.address(proposer.getPubkey()))
        .setTimeNs(height * PARAMS.blockIntervalMs() * 1_000_000L);
  }

  private static boolean isHealthy(List<ValidatorRecord> set, List<BeaconRecord> blocks) {
    Overlay state = new Overlay(StateView.empty());
    for (int height = 0; height < blocks.size(); height++) {
      state.put(StateKeys.beacon(height), blocks.get(height).toByteArray());
    }
    return new Windows(PARAMS, set).isHealthy(new StateReader(state), W, W).orElseThrow();
  }

  /// Blocks 0 to W; those that are counted by the first proposers only.
  private static List<BeaconRecord> blocks(
      Random random, List<ValidatorRecord> set, int proposers, Set<ByteString> seen) {
    List<BeaconRecord> blocks = new ArrayList<>();
    for (int height = 0; height <= W; height++) {
      boolean counted = height > W - (W + 1) / 2;
      ValidatorRecord one = set.get(random.nextInt(counted ? proposers : set.size()));
      blocks.add(block(height, one).build());
      if (counted) {
        seen.add(StakeKeys.address(one.getPubkey()));
      }
    }
    return blocks;
  }

  @Test
  void ofEqualPowersMoreHeadsThanMayFailAreAThird() {
    Property.check(
        500,
        random -> {
          int n = 1 + random.nextInt(40);
          long power = 1L + random.nextInt(1_000_000);
          List<ValidatorRecord> set = new ArrayList<>();
          for (int i = 0; i < n; i++) {
            set.add(validator(i, power));
          }
          Set<ByteString> seen = new HashSet<>();
          List<BeaconRecord> blocks = blocks(random, set, 1 + random.nextInt(n), seen);
          assertThat(isHealthy(set, blocks)).isEqualTo(seen.size() >= (n - 1) / 3 + 1);
        });
  }

  @Test
  void aThirdOfTheGenesisPowerIsEnoughAndLessIsNot() {
    List<ValidatorRecord> set = List.of(validator(1, 33), validator(2, 34), validator(3, 33));
    Random random = new Random(1);
    assertThat(isHealthy(set, blocks(random, set, 1, new HashSet<>()))).isFalse();
    List<ValidatorRecord> turned = List.of(set.get(1), set.get(0), set.get(2));
    assertThat(isHealthy(set, blocks(random, turned, 1, new HashSet<>()))).isTrue();
  }

  @Test
  void eachHeightCountsByItsOwnSet() {
    ValidatorRecord one = validator(1, 1);
    ValidatorRecord two = validator(2, 1);
    for (long second = 8; second <= 9; second++) {
      List<BeaconRecord> blocks = new ArrayList<>();
      for (int height = 0; height <= W; height++) {
        boolean late = height > W - 3;
        blocks.add(
            block(height, late ? two : one)
                .setPower(late ? second : 2)
                .setTotalPower(late ? 36 : 24)
                .build());
      }
      // 2/24 + 8/36 is 11/36, less than a third; 2/24 + 9/36 is one.
      assertThat(isHealthy(List.of(one, two), blocks)).isEqualTo(second == 9);
    }
  }
}
