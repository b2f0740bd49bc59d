package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How the demo fails, and that it leaves nothing.
@Timeout(60)
class DemoTest {
  private static final Pattern FOLDER = Pattern.compile("working in (\\S+);");

  @TempDir Path user;
  private Typed typed = new Typed(Path.of(""));
  private Path file = Path.of("");

  @BeforeEach
  void make() throws IOException {
    typed = new Typed(user);
    file = Files.writeString(user.resolve("file"), "x");
    Path program = Script.in(user, "echo 'Error: no space left'; exit 7");
    System.setProperty("cairn.launcher", program.toString());
  }

  @AfterEach
  void forget() {
    System.clearProperty("cairn.launcher");
  }

  private Path folder() {
    Matcher matcher = FOLDER.matcher(typed.out());
    assertThat(matcher.find()).as(typed.out()).isTrue();
    return Path.of(matcher.group(1));
  }

  @Test
  void namesTheStepThatFailedAndLeavesNothing() {
    assertThat(typed.run("demo", "file")).isEqualTo(1);
    assertThat(typed.err())
        .contains("step \"Found a ledger that makes a block every 250 ms\" failed")
        .contains("ended with code 7: Error: no space left; --keep leaves the logs for a look");
    assertThat(folder()).doesNotExist();
    assertThat(file).hasContent("x");
  }

  @Test
  void keepsItsFolderWhenAsked() throws IOException {
    assertThat(typed.run("demo", "--keep", "file")).isEqualTo(1);
    assertThat(typed.err()).doesNotContain("--keep leaves");
    assertThat(folder()).isDirectory();
    Folders.remove(folder());
  }

  @Test
  void needsAFileThatItCanRead() {
    for (String name : new String[] {"missing", "."}) {
      assertThat(typed.run("demo", name)).isEqualTo(1);
      assertThat(typed.err()).contains(user.resolve(name) + " is no file that can be read");
      assertThat(folder()).doesNotExist();
    }
  }

  @Test
  void needsToKnowItsProgram() {
    System.clearProperty("cairn.launcher");
    assertThat(typed.run("demo", "file")).isEqualTo(1);
    assertThat(typed.err()).contains("run this as ./cairn demo");
    assertThat(typed.out()).isEmpty();
  }
}
