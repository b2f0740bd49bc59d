package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Reading;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.api.UntrustedAnswer;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.records.RecordCodec;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import org.jspecify.annotations.Nullable;

/// What holds of four validators after each fault: one state, and nothing of it lost.
final class Invariants implements AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(3);

  /// Heights.
  static final int COMPARED = 3;

  private static final int APART = 2;

  private final Cluster cluster;
  private final Payments payments;
  private final LedgerClient client;
  private final Address treasury;

  Invariants(Cluster cluster, Payments payments) {
    this.cluster = cluster;
    this.payments = payments;
    LedgerHome first = LedgerHome.open(cluster.get(1).home);
    treasury = first.treasury().address();
    client = RemoteLedger.over(first.network(), InstantSource.system());
  }

  /// All within two heights, of one state, and nothing acknowledged is lost; no pebble is, where
  /// the chain is without stakes.
  void require() throws InterruptedException {
    requireOneHistory();
    requireSum();
  }

  /// As [#require], without the sum.
  void requireOneHistory() throws InterruptedException {
    int paid = payments.count();
    cluster.reach(cluster.validators, cluster.highest() + 2);
    Waiting.until(LONG, "a payment after the fault", () -> payments.count() > paid);
    requireOneState(awaitTogether());
    requireAcknowledged();
  }

  /// @return a height that all have
  private long awaitTogether() throws InterruptedException {
    List<LongSummaryStatistics> seen = new ArrayList<>();
    Waiting.until(
        LONG,
        "all within two heights",
        () -> {
          LongSummaryStatistics heights = Cluster.heights(cluster.validators);
          seen.add(heights);
          return heights.getMin() > 0 && heights.getMax() - heights.getMin() <= APART;
        });
    return seen.getLast().getMin();
  }

  private void requireOneState(long top) throws InterruptedException {
    for (long height = top; height > Math.max(0, top - COMPARED); height--) {
      Map<String, String> roots = new TreeMap<>();
      for (Validator validator : cluster.validators) {
        roots.put(validator.name(), validator.root(height));
      }
      assertThat(roots.values().stream().distinct())
          .as("states at height " + height + ": " + roots)
          .hasSize(1);
    }
  }

  /// At every validator, in the block in which it was acknowledged.
  private void requireAcknowledged() throws InterruptedException {
    Map<ByteString, Long> acknowledged = payments.acknowledged();
    long newest = acknowledged.values().stream().mapToLong(Long::longValue).max().orElse(0);
    cluster.reach(cluster.validators, newest);
    for (Validator validator : cluster.validators) {
      Map<ByteString, Long> found =
          validator.answer(
              "the payments",
              ledger -> {
                Map<ByteString, Long> all = new HashMap<>();
                acknowledged
                    .keySet()
                    .forEach(id -> ledger.tx(id).ifPresent(tx -> all.put(id, tx.height())));
                return all;
              });
      List<String> lost =
          acknowledged.entrySet().stream()
              .filter(payment -> payment.getValue() >= validator.knownFrom())
              .filter(payment -> !payment.getValue().equals(found.get(payment.getKey())))
              .sorted(Map.Entry.comparingByValue())
              .map(payment -> difference(payment, found.get(payment.getKey())))
              .toList();
      assertThat(lost).as("of %d payments at %s", acknowledged.size(), validator.name()).isEmpty();
    }
  }

  private static String difference(Map.Entry<ByteString, Long> payment, @Nullable Long found) {
    String id = HexFormat.of().formatHex(payment.getKey().substring(0, 4).toByteArray());
    return id
        + " was acknowledged in block "
        + payment.getValue()
        + " and is "
        + (found == null ? "not there" : "in block " + found);
  }

  /// Proved by a client of all doors, which compares each header with another's: every pebble is
  /// where the rules put it, and no fork was signed.
  private void requireSum() throws InterruptedException {
    List<byte[]> keys =
        List.of(
            StateKeys.pools(), StateKeys.account(treasury), StateKeys.account(Payments.RECEIVER));
    Map<ByteString, Long> acknowledged = payments.acknowledged();
    Reading read = proved(keys);
    List<Optional<byte[]>> values =
        read.items().stream().map(item -> item.value().map(ByteString::toByteArray)).toList();
    var pools = RecordCodec.pools(values.get(0).orElseThrow());
    BigInteger received = balance(values.get(2));
    assertThat(pools.burned().pebbles().add(pools.repairFund().pebbles()))
        .as("burned and repair fund with what the accounts hold")
        .isEqualTo(Amount.SUPPLY.pebbles().subtract(balance(values.get(1))).subtract(received));
    long at = read.height();
    long paid = acknowledged.values().stream().filter(height -> height <= at).count();
    assertThat(received)
        .as("what was acknowledged up to height " + at + " has arrived")
        .isGreaterThanOrEqualTo(Amount.ofCairn(1).pebbles().multiply(BigInteger.valueOf(paid)));
  }

  private Reading proved(List<byte[]> keys) throws InterruptedException {
    List<Reading> read = new ArrayList<>();
    Waiting.until(
        LONG,
        "a proved reading",
        () -> {
          try {
            read.add(client.read(keys, 0, true));
            return true;
          } catch (LedgerUnavailable e) {
            return false;
          } catch (UntrustedAnswer e) {
            assertThat(e.isFork()).as(String.valueOf(e.getMessage())).isFalse();
            return false;
          }
        });
    return read.getFirst();
  }

  private static BigInteger balance(Optional<byte[]> account) {
    return account
        .map(bytes -> RecordCodec.account(bytes).balance().pebbles())
        .orElse(BigInteger.ZERO);
  }

  @Override
  public void close() {
    client.close();
  }
}
