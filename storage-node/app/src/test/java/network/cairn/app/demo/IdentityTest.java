package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdentityTest {
  private static final String BOOT = "0b7b1d1c-5b0e-4f0e-9d8b-000000000001";
  private static final String AFTER_STATE =
      " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 987654 20 21 22\n";

  private static String stat(String name, char state) {
    return "77 (" + name + ") " + state + AFTER_STATE;
  }

  @Test
  void isTheSameForTheSameProcess() {
    long pid = ProcessHandle.current().pid();
    Identity identity = Identity.of(pid).orElseThrow();
    assertThat(Identity.of(pid)).contains(identity);
    assertThat(Identity.isOne(identity.text())).isTrue();
  }

  @Test
  void isThereForNobodyThatIsGone() {
    assertThat(Identity.of(999_999_999)).isEmpty();
  }

  /// The start of a machine goes nearly the same way each time, so ticks alone would name another.
  @Test
  void namesTheStartOfTheMachineToo() {
    assertThat(Identity.ofStat(stat("java", 'S'), BOOT)).contains(new Identity("987654@" + BOOT));
  }

  @Test
  void aNameMayHoldBlanksAndBrackets() {
    assertThat(Identity.ofStat(stat("a) Z 1 (b", 'S'), BOOT))
        .contains(new Identity("987654@" + BOOT));
  }

  /// Where nobody buries the dead, as in a container whose first process is no init, they stay.
  @Test
  void whoOnlyWaitsToBeBuriedDoesNotRun() {
    assertThat(Identity.ofStat(stat("java", 'Z'), BOOT)).isEmpty();
    assertThat(Identity.ofStat(stat("java", 'X'), BOOT)).isEmpty();
  }

  @Test
  void aCutLineNamesNobody() {
    assertThat(Identity.ofStat("77 (java) S 1 2 3", BOOT)).isEmpty();
    assertThat(Identity.ofStat("", BOOT)).isEmpty();
  }
}
