package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The page's scripts without a browser, against a door that breaks off, is taken over by others
/// and changes behind the page's back: what is tried stands in `peers/browser/scripts.mjs`.
@Tag("interop")
@Timeout(300)
@ExtendWith(LateCleanup.class)
class PageScriptsIT {
  private static final String SCRIPTS =
      "storage-node/http/src/main/resources/network/cairn/http/page/ui";

  private Command node;

  @BeforeEach
  void start(Path empty) throws IOException {
    node = new Command(Files.createDirectories(empty), List.of("node"), Map.of());
  }

  @Test
  void theScriptsKeepTheTokenAndTellWhatFailed() {
    Path top = Path.of(System.getProperty("top", ".."));
    String tried =
        node.run(
            top.resolve("interop/peers/browser/scripts.mjs").toString(),
            top.resolve(SCRIPTS).toString());
    assertThat(tried.lines()).hasSize(8);
  }
}
