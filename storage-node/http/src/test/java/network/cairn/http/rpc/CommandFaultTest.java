package network.cairn.http.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import network.cairn.base.time.Deadline;
import org.junit.jupiter.api.Test;

final class CommandFaultTest {
  @Test
  void namesAFaultWithoutAMessageByItsKind() {
    assertThat(CommandFault.text(new IOException("the disk broke"))).isEqualTo("the disk broke");
    assertThat(CommandFault.text(new IOException())).isEqualTo("IOException");
    assertThat(CommandFault.text(new IllegalStateException(""))).isEqualTo("IllegalStateException");
  }

  @Test
  void putsWhatClientsLookForInFrontOnceTheTimeHasPassed() {
    Deadline late = Deadline.in(Duration.ZERO);
    assertThat(CommandFault.text("nobody has it", Deadline.none())).isEqualTo("nobody has it");
    assertThat(CommandFault.text("nobody has it", late))
        .isEqualTo("context deadline exceeded: nobody has it");
    assertThat(CommandFault.text("context deadline exceeded", late))
        .isEqualTo("context deadline exceeded");
  }
}
