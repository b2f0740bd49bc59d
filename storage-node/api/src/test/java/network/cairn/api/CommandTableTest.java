package network.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How words lead to rows.
final class CommandTableTest {
  private static final Command ROOT = Command.group("", "All.");
  private static final Command PIN = Command.group("pin", "Pins.");
  private static final Command PIN_LS = Command.of(Needs.HOME, "pin ls", "Lists.");
  private static final Command PIN_REMOTE = Command.of(Needs.HOME, "pin remote", "").doorOnly();
  private static final Command PING = Command.of(Needs.DAEMON, "ping", "Pings.");
  private static final Command ADDRS = Command.of(Needs.DAEMON, "swarm addrs", "Lists.");
  private static final Command ADDRS_LOCAL = Command.of(Needs.DAEMON, "swarm addrs local", "");
  private static final Command SWARM = Command.group("swarm", "Peers.");
  private static final Command DEMO = Command.of(Needs.STAYING, "demo", "Shows.").hereOnly();
  private static final CommandTable TABLE =
      new CommandTable(
          ROOT,
          List.of(
              Option.flag("both", "").used(Use.BOTH),
              Option.flag("here", "").used(Use.HERE),
              Option.flag("door", "").used(Use.DOOR)),
          List.of(PING, PIN, PIN_LS, PIN_REMOTE, SWARM, ADDRS, ADDRS_LOCAL, DEMO));

  @Test
  void listsChildrenInTheOrderOfTheRows() {
    assertThat(TABLE.children(ROOT)).containsExactly(PING, PIN, SWARM, DEMO);
    assertThat(TABLE.children(PIN)).containsExactly(PIN_LS);
    assertThat(TABLE.children(ADDRS)).containsExactly(ADDRS_LOCAL);
    assertThat(TABLE.children(PIN_LS)).isEmpty();
  }

  @Test
  void leadsFromWordToWord() {
    assertThat(TABLE.child(ROOT, "swarm")).contains(SWARM);
    assertThat(TABLE.child(SWARM, "addrs")).contains(ADDRS);
    assertThat(TABLE.child(ADDRS, "local")).contains(ADDRS_LOCAL);
  }

  @ParameterizedTest
  @CsvSource({"pi", "pin ls", "ls", "PIN", "''", "' pin'", "local"})
  void leadsNowhereByAWordThatIsNone(String word) {
    assertThat(TABLE.child(ROOT, word)).isEmpty();
  }

  @Test
  void doesNotMistakeOneGroupForAnotherThatBeginsAlike() {
    assertThat(TABLE.child(PING, "ls")).isEmpty();
    assertThat(TABLE.children(PING)).isEmpty();
    assertThat(TABLE.child(SWARM, "local")).isEmpty();
  }

  @Test
  void showsTheCommandLineNothingOfTheDoor() {
    assertThat(TABLE.child(PIN, "remote")).isEmpty();
    assertThat(TABLE.onCommandLine()).containsExactly(PING, PIN_LS, ADDRS, ADDRS_LOCAL, DEMO);
    assertThat(TABLE.globalHere()).extracting(Option::name).containsExactly("both", "here");
  }

  @Test
  void showsTheDoorNothingOfTheCommandLine() {
    assertThat(TABLE.atDoor()).containsExactly(PING, PIN_LS, PIN_REMOTE, ADDRS, ADDRS_LOCAL);
    assertThat(TABLE.globalAtDoor()).extracting(Option::name).containsExactly("both", "door");
  }

  @Test
  void keepsRowsOfItsOwn() {
    List<Command> rows = new ArrayList<>(List.of(PING));
    CommandTable table = new CommandTable(ROOT, List.of(), rows);
    rows.clear();
    assertThat(table.rows()).containsExactly(PING);
  }
}
