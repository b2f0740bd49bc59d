package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.ledger.types.Vetting;
import network.cairn.proto.ledger.Event;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.SetRecord;

/// What docs/protocol.md §3 says of new providers, after every block of any history: what each has
/// earned is reckoned anew from the events, and who takes more has earned it.
final class VettingInvariants {
  private static final BigInteger SUPPLY = BigInteger.TEN.pow(27);
  private final TestChain chain;
  private final Map<ByteString, BigInteger> earned = new HashMap<>();
  private final Map<Long, BigInteger> slashed = new HashMap<>();
  private final Set<ByteString> took = new HashSet<>();
  private final Set<ByteString> lost = new HashSet<>();

  /// Times at which somebody who took more had reserved more than the base.
  int grown;

  VettingInvariants(TestChain chain) {
    this.chain = chain;
  }

  private Optional<Vetting> ramp() {
    return chain.params.vetting();
  }

  private static BigInteger of(ByteString amount) {
    return new BigInteger(1, amount.toByteArray());
  }

  void kept(SetRecord set) {
    ramp()
        .ifPresent(ramp -> {
          BigInteger part =
              of(set.getCollateral())
                  .subtract(slashed.getOrDefault(set.getId(), BigInteger.ZERO))
                  .multiply(BigInteger.valueOf(ramp.percent()))
                  .divide(BigInteger.valueOf(100));
          earned.merge(set.getProvider(), part, (had, more) -> had.add(more).min(SUPPLY));
        });
  }

  void slashed(Event event) {
    slashed.merge(event.getSet(), of(event.getAmount()), BigInteger::add);
  }

  void broke(SetRecord set) {
    lost.add(set.getProvider());
    earned.computeIfPresent(
        set.getProvider(), (_, had) -> had.subtract(of(set.getCollateral())).max(BigInteger.ZERO));
  }

  void took(ByteString provider) {
    took.add(provider);
  }

  void removed(ByteString provider) {
    earned.remove(provider);
  }

  void afterBlock() {
    for (ProviderRecord p : chain.all(StateKeys.PROVIDER, ProviderRecord.parser())) {
      BigInteger sum = earned.getOrDefault(p.getProvider(), BigInteger.ZERO);
      assertThat(of(p.getEarned())).isEqualTo(sum);
      boolean asked = took.contains(p.getProvider()) && !lost.contains(p.getProvider());
      if (asked && ramp().isPresent()) {
        BigInteger base = ramp().get().base().pebbles();
        assertThat(of(p.getReserved())).isLessThanOrEqualTo(base.add(sum));
        grown += of(p.getReserved()).compareTo(base) > 0 ? 1 : 0;
      }
    }
    took.clear();
    lost.clear();
  }
}
