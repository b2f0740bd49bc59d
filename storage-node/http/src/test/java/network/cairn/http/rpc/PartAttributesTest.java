package network.cairn.http.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import network.cairn.base.tree.Attributes;
import org.junit.jupiter.api.Test;

final class PartAttributesTest {
  private static Attributes of(String name) {
    return PartAttributes.of("form-data; name=\"" + name + "\"; filename=\"a%3Fmode=0777\"");
  }

  @Test
  void readsWhatKubosClientsSend() {
    assertThat(of("file?mode=0644&mtime=5&mtime-nsecs=7"))
        .isEqualTo(new Attributes(0644, Optional.of(Instant.ofEpochSecond(5, 7))));
    assertThat(of("file-3?mtime=-5&mode=040000750"))
        .isEqualTo(new Attributes(04750, Optional.of(Instant.ofEpochSecond(-5))));
    assertThat(of("file?mode=020000000755")).isEqualTo(new Attributes(0755, Optional.empty()));
  }

  @Test
  void countsNothingThatItCannotRead() {
    for (String name :
        List.of(
            "file",
            "file?",
            "file?mode",
            "file?mode=rw&mtime=now",
            "file?mode=9&mtime=99999999999999999999",
            "file?mtime=9223372036854775807&mtime-nsecs=9223372036854775807",
            "file?mode=%zz&mtime=%",
            "other?mode=0644")) {
      assertThat(of(name)).as(name).isEqualTo(Attributes.NONE);
    }
    assertThat(PartAttributes.of("form-data; name=\"file?mode=0644")).isEqualTo(Attributes.NONE);
    assertThat(PartAttributes.of("")).isEqualTo(Attributes.NONE);
    assertThat(PartAttributes.of("attachment; filename=\"x?mode=0644\""))
        .isEqualTo(Attributes.NONE);
  }
}
