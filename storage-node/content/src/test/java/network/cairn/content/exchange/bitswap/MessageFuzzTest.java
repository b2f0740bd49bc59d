package network.cairn.content.exchange.bitswap;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import network.cairn.ipld.multihash.Hashing;

final class MessageFuzzTest {
  private static final MessageCodec CODEC = new MessageCodec(Hashing.jdk());

  @FuzzTest
  void decodesOrRefuses(byte[] bytes) {
    Optional<Message> message = Optional.empty();
    try {
      message = Optional.of(CODEC.decode(bytes.clone()));
      Encoding.encoded(message.get());
    } catch (InvalidMessage refused) {
      // Every other exception is a finding.
    }
    assertThat(arriving(bytes)).isEqualTo(message);
  }

  private static Optional<Message> arriving(byte[] bytes) {
    try {
      return Optional.of(CODEC.decode(new ByteArrayInputStream(bytes), bytes.length));
    } catch (InvalidMessage refused) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
