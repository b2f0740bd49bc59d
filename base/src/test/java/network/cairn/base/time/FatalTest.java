package network.cairn.base.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The last line of a process.
final class FatalTest {
  private static final class Ours extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Ours(String message) {
      super(message);
    }

    Ours() {}
  }

  @Test
  void saysWhatToDoWithoutNamesOfClasses() {
    assertThat(Fatal.line("engine", new Ours("block 7 needs a newer program; install it")))
        .isEqualTo("cairn ends: block 7 needs a newer program; install it");
  }

  @Test
  void namesWhatIsNotOurs() {
    assertThat(Fatal.line("engine", new OutOfMemoryError("Java heap space")))
        .isEqualTo("cairn ends: engine died of java.lang.OutOfMemoryError: Java heap space");
    assertThat(Fatal.line("engine", new Ours()))
        .isEqualTo("cairn ends: engine died of " + Ours.class.getName());
  }
}
