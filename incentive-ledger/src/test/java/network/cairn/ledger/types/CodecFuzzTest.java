package network.cairn.ledger.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import java.util.function.Function;

/// Whatever bytes come, a decoder gives a value that encodes to them, or says why not.
final class CodecFuzzTest {
  @FuzzTest
  void envelope(byte[] bytes) {
    roundTrip(bytes, in -> SignedTx.decode(in).encode());
  }

  @FuzzTest
  void body(byte[] bytes) {
    roundTrip(
        bytes,
        in -> {
          TxBody body = TxBody.decode(in);
          boolean whole = body.msgs().stream().noneMatch(msg -> msg instanceof Msg.Malformed);
          return whole ? body.encode() : in;
        });
  }

  @FuzzTest
  void intent(byte[] bytes) {
    roundTrip(bytes, in -> Intent.decode(in).encode());
    roundTrip(bytes, in -> SignedIntent.decode(in).encode());
  }

  @FuzzTest
  void ask(byte[] bytes) {
    roundTrip(bytes, in -> Ask.decode(in).encode());
    roundTrip(bytes, in -> SignedAsk.decode(in).encode());
  }

  @FuzzTest
  void order(byte[] bytes) {
    roundTrip(bytes, in -> Order.decode(in).encode());
  }

  @FuzzTest
  void genesis(byte[] bytes) {
    roundTrip(bytes, in -> Genesis.decode(in).encode());
    roundTrip(bytes, in -> Params.decode(in).encode());
  }

  private static void roundTrip(byte[] bytes, Function<ByteString, ByteString> codec) {
    ByteString in = ByteString.copyFrom(bytes);
    try {
      assertThat(codec.apply(in)).isEqualTo(in);
    } catch (NotCanonical | OutOfRange e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }
}
