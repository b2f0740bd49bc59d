package network.cairn.ledger.engine.comet.abci;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import network.cairn.proto.abci.Request;

final class AbciFramesFuzzTest {
  /// Any bytes are requests or an `IOException`; what was read comes back the same from its own
  /// bytes.
  @FuzzTest
  void anyBytesAreRequestsOrAFault(byte[] bytes) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    while (true) {
      Optional<Request> next;
      try {
        next = AbciFrames.read(in);
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotEmpty();
        return;
      }
      if (next.isEmpty()) {
        return;
      }
      ByteArrayOutputStream again = new ByteArrayOutputStream();
      next.get().writeDelimitedTo(again);
      assertThat(AbciFrames.read(new ByteArrayInputStream(again.toByteArray()))).isEqualTo(next);
    }
  }
}
