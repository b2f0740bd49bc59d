package network.cairn.ledger.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DomainTest {
  @Test
  void noPrefixBeginsAnother() {
    List<String> prefixes =
        Arrays.stream(Domain.values())
            .map(domain -> new String(domain.bytes(), StandardCharsets.US_ASCII))
            .toList();
    assertThat(prefixes).doesNotHaveDuplicates();
    for (String one : prefixes) {
      assertThat(prefixes.stream().filter(other -> other.startsWith(one))).containsExactly(one);
      assertThat(one).startsWith("incentive-ledger/").endsWith("/1\0");
    }
  }

  @Test
  void namesAreThoseOfTheProtocol() {
    assertThat(
            Arrays.stream(Domain.values())
                .map(d -> new String(d.bytes(), StandardCharsets.US_ASCII)))
        .containsExactly(
            "incentive-ledger/tx/1\0",
            "incentive-ledger/ask/1\0",
            "incentive-ledger/intent/1\0",
            "incentive-ledger/addr/1\0",
            "incentive-ledger/bind-peer/1\0",
            "incentive-ledger/beacon/1\0",
            "incentive-ledger/pdp-seed/1\0",
            "incentive-ledger/pdp-idx/1\0",
            "incentive-ledger/bind-validator/1\0",
            "incentive-ledger/bind-beacon/1\0",
            "incentive-ledger/found-validator/1\0",
            "incentive-ledger/found-beacon/1\0",
            "incentive-ledger/treasury/1\0",
            "incentive-ledger/treasury-key/1\0");
  }
}
