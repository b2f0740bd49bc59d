package network.cairn.http.rpc.kubo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogsTest {
  @TempDir private Path home;
  private TestBackend node;

  @BeforeEach
  void open() throws IOException {
    node = TestBackend.offline(home);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void listsAreasAsKubo() {
    assertThat(node.call("log/ls").good().text()).contains("{\"Strings\":[\"door\",\"swarm\"]}");
  }

  @Test
  void setsOneAreaOrAll() {
    assertThat(node.json("log/level?arg=swarm&arg=debug").path("Message").asString())
        .isEqualTo("Changed log level of 'swarm' to 'debug'\n");
    assertThat(levels("?arg=all"))
        .isEqualTo("{\"(default)\":\"warn\",\"door\":\"warn\",\"swarm\":\"debug\"}");
    assertThat(node.json("log/level?arg=all&arg=info").path("Message").asString())
        .isEqualTo("Changed log level of '*' to 'info'\n");
    assertThat(levels("?arg=door")).isEqualTo("{\"door\":\"info\"}");
    assertThat(levels("?arg=*")).startsWith("{\"(default)\":\"info\"");
  }

  @Test
  void tellsTheLevelOfTheRestWhereNoAreaIsNamed() {
    assertThat(levels("")).isEqualTo("{\"\":\"warn\"}");
    node.json("log/level?arg=swarm&arg=debug");
    assertThat(levels("")).isEqualTo("{\"\":\"warn\"}");
    assertThat(node.json("log/level?arg=swarm&arg=default").path("Message").asString())
        .isEqualTo("Changed log level of 'swarm' to 'warn'\n");
    assertThat(levels("?arg=swarm")).isEqualTo("{\"swarm\":\"warn\"}");
  }

  private String levels(String query) {
    return node.json("log/level" + query).path("Levels").toString();
  }

  @Test
  void namesTheAreasWhereOneIsUnknown() {
    assertThat(node.call("log/level?arg=nothing&arg=debug").text()).contains("no area nothing");
    assertThat(node.call("log/level?arg=nothing").text()).contains("no area nothing");
  }
}
