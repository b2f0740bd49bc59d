package network.cairn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OptionsTest {
  @Test
  void readsWhatBothComparisonsAreAskedFor() {
    Options all = Options.parse("--scale=0.5", "--only=add,cat");
    assertThat(all.scale()).isEqualTo(0.5);
    assertThat(all.only()).isEqualTo(Set.of("add", "cat"));
    assertThat(all.out()).endsWithRaw(Path.of("bench-report"));
    GatewayOptions gateway = GatewayOptions.parse("--mixed=30", "--runs=1");
    assertThat(gateway.mixed()).isEqualTo(Duration.ofMinutes(30));
    assertThat(gateway.both().runs()).isEqualTo(1);
    assertThat(gateway.both().warmups()).isEqualTo(1);
  }

  @Test
  void namesAWordThatItDoesNotKnow() {
    for (String word : new String[] {"--run=3", "--=3", "runs=3", "--runs", ""}) {
      assertThatThrownBy(() -> Options.parse(word))
          .isInstanceOf(BenchFailed.class)
          .hasMessageStartingWith("unknown word " + word + "; the options are --scale=");
      assertThatThrownBy(() -> GatewayOptions.parse(word)).isInstanceOf(BenchFailed.class);
    }
  }
}
