package network.cairn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrkTest {
  @Test
  void readsWhatTheScriptTells() {
    Wrk.Load load = Wrk.parse("Running 5s test\nload: 5000000 1000 2500000000 1500 1 2\n");

    assertThat(load).isEqualTo(new Wrk.Load(5, 1000, 2_500_000_000L, 1.5, 1, 2));
    assertThat(load.answersPerSecond()).isEqualTo(200);
    assertThat(load.gigabytesPerSecond()).isEqualTo(0.5);
  }

  @Test
  void refusesOutputWithoutFigures() {
    assertThatThrownBy(() -> Wrk.parse("unable to connect"))
        .isInstanceOf(BenchFailed.class)
        .hasMessageContaining("unable to connect");
  }

  @Test
  void asksForEachPathWithItsRange() {
    String script = Wrk.text(List.of(new Wrk.Ask("/a", ""), new Wrk.Ask("/b?c=d", "bytes=0-9")));

    assertThat(script)
        .contains("{ path = \"/a\", headers = {  } },\n")
        .contains("{ path = \"/b?c=d\", headers = { [\"Range\"] = \"bytes=0-9\" } },\n")
        .contains("string.format(\"load: %.0f %.0f %.0f %.0f %.0f %.0f\\n\"")
        .contains("at % #requests + 1");
  }

  @Test
  void saysInOneLineThatTheProgramIsMissing(@TempDir Path folder) {
    Path script = folder.resolve("load.lua");
    assertThatThrownBy(() -> Wrk.find(folder + "/wrk", new Programs(folder), script))
        .isInstanceOf(BenchFailed.class)
        .hasMessage(
            "the load needs wrk (apt-get install wrk); it is not at "
                + folder
                + "/wrk; --wrk= says where it is");
  }

  /// A program that prints what the script would, and its own words.
  @Test
  void givesTheProgramConnectionsAndTime(@TempDir Path folder) throws Exception {
    Path fake = folder.resolve("wrk");
    Files.writeString(
        fake, "#!/bin/sh\necho \"$@\" >" + folder + "/words\necho load: 1000000 7 8 9 0 0\n");
    new Programs(folder).run(Map.of(), List.of("chmod", "+x", fake.toString()));
    Wrk wrk = Wrk.find(fake.toString(), new Programs(folder), folder.resolve("load.lua"));

    Wrk.Load load =
        wrk.run("http://127.0.0.1:1", List.of(new Wrk.Ask("/", "")), 1, Duration.ofSeconds(3));

    assertThat(load.answers()).isEqualTo(7);
    assertThat(folder.resolve("words"))
        .content()
        .startsWith("-t1 -c1 -d3s --timeout 600s -s ")
        .contains("http://127.0.0.1:1");
  }

  @Test
  void readsItsOptions() {
    GatewayOptions options =
        GatewayOptions.parse("--connections=1,8", "--seconds=2", "--only=raw", "--mixed=30");

    assertThat(options.connections()).containsExactly(1, 8);
    assertThat(options.time()).hasSeconds(2);
    assertThat(options.mixed()).hasMinutes(30);
    assertThat(options.both().only()).containsExactly("raw");
    assertThat(options.both().fileSize()).isEqualTo(100 << 20);
    assertThatThrownBy(() -> GatewayOptions.parse("raw")).isInstanceOf(BenchFailed.class);
  }
}
