package network.cairn.ipld.multicodec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MulticodecTest {
  @ParameterizedTest
  @CsvSource({
    "0x00, identity",
    "0x12, sha2-256",
    "0x55, raw",
    "0x70, dag-pb",
    "0x71, dag-cbor",
    "0x72, libp2p-key",
    "0x0129, dag-json",
    "0x1011, fr32-sha256-trunc254-padbintree",
    "0xb220, blake2b-256",
    "0xf101, fil-commitment-unsealed"
  })
  void namesWhatCairnGivesAMeaningTo(String code, String name) {
    assertThat(Multicodec.name(Long.decode(code))).contains(name);
    assertThat(Multicodec.code(name)).hasValue(Long.decode(code));
    assertThat(Multicodec.describe(Long.decode(code))).isEqualTo(name);
  }

  @Test
  void describesAnUnknownCodeByItsNumber() {
    assertThat(Multicodec.name(0x7fff_ffffL)).isEmpty();
    assertThat(Multicodec.code("no such codec")).isEmpty();
    assertThat(Multicodec.code("DAG-PB")).isEmpty();
    assertThat(Multicodec.describe(0x7fff_ffffL)).isEqualTo("0x7fffffff");
    assertThat(Multicodec.describe(Long.MAX_VALUE)).isEqualTo("0x7fffffffffffffff");
  }

  @Test
  void everyNameHasItsCodeBack() {
    int known = 0;
    for (long code = 0; code < 0x10_000; code++) {
      long wanted = code;
      known += Multicodec.name(code).isPresent() ? 1 : 0;
      Multicodec.name(code).ifPresent(name -> assertThat(Multicodec.code(name)).hasValue(wanted));
    }
    assertThat(known).isGreaterThan(500);
  }
}
