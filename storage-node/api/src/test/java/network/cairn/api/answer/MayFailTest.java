package network.cairn.api.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import network.cairn.api.answer.content.CarImportEvent;
import network.cairn.api.answer.content.RefAnswer;
import network.cairn.api.answer.kubo.BadNodeAnswer;
import network.cairn.api.answer.kubo.BlockRemoval;
import network.cairn.api.answer.kubo.CollectedAnswer;
import network.cairn.api.answer.kubo.PinCheckAnswer;
import network.cairn.api.answer.kubo.PingAnswer;
import network.cairn.api.json.MayFail;
import org.junit.jupiter.api.Test;

final class MayFailTest {
  /// Records with a word for what went wrong, whose commands have not failed because of it.
  private static final Map<Class<?>, String> NO_FAILURE =
      Map.of(
          BadNodeAnswer.class, "it is part of a PinCheckAnswer, which tells",
          PingAnswer.class, "a ping has failed where none was answered, which the call tells",
          ProviderEntry.class, "providers lists also those that offer nothing, and says why",
          PutEvent.Done.class, "put tells what is wrong with which copy");

  /// Finds the next record whose lines can tell of a failure that no exit code would show.
  @Test
  void isEveryRecordWithAWordForWhatWentWrong() {
    Set<String> silent = new TreeSet<>();
    for (Class<?> type : RecordLawsTest.types()) {
      for (RecordComponent part : type.getRecordComponents()) {
        boolean tells =
            part.getName().matches("ok|success|problems?|fault|err(or)?(Msg)?|.*Err(or)?(Msg)?");
        if (tells && !MayFail.class.isAssignableFrom(type) && !NO_FAILURE.containsKey(type)) {
          silent.add(type.getSimpleName() + "." + part.getName());
        }
      }
    }
    assertThat(silent).isEmpty();
  }

  @Test
  void tellsOfAFailureWhereThereIsOneOnly() {
    List<MayFail> good =
        List.of(
            new RefAnswer("bafyA", ""),
            new BlockRemoval("bafyA", ""),
            new PinCheckAnswer("bafyA", true, List.of()),
            new CollectedAnswer("bafyA", ""),
            new CarImportEvent.Root("bafyA", ""));
    assertThat(good).allSatisfy(answer -> assertThat(answer.failure()).isEmpty());
    assertThat(new RefAnswer("", "not here").failure()).isEqualTo("not here");
    assertThat(new BlockRemoval("bafyA", "pinned").failure()).isEqualTo("some blocks not removed");
    assertThat(new PinCheckAnswer("bafyA", false, List.of()).failure())
        .isEqualTo("some pins are broken");
    assertThat(new CollectedAnswer("", "the disk broke").failure()).isEqualTo("the disk broke");
    assertThat(new CarImportEvent.Root("bafyA", "not here").failure())
        .isEqualTo("pinning root bafyA FAILED: not here");
  }
}
