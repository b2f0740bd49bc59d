package network.cairn.http.rpc.kubo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import network.cairn.http.rpc.TestDoor;
import network.cairn.http.rpc.TestDoor.Upload;
import network.cairn.http.rpc.TestResponse;
import network.cairn.ipld.multibase.Multibase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MultibaseCommandsTest {
  private static final int MOST = 4 << 20;
  private final TestDoor door = new TestDoor(KuboCommands.plain());

  private TestResponse send(String call, String text) {
    return door.upload("multibase/" + call, Upload.file("f", text));
  }

  @ParameterizedTest
  @CsvSource({
    "encode, hello, uaGVsbG8",
    "encode?b=base16, hello, f68656c6c6f",
    "encode?b=f, hello, f68656c6c6f",
    "decode, uaGVsbG8, hello",
    "decode, 'f68656c6c6f\n', hello",
    "transcode, f68656c6c6f, uaGVsbG8",
    "transcode?b=base58btc, uaGVsbG8, zCn8eVZg"
  })
  void writesAndReads(String call, String text, String expected) {
    assertThat(send(call, text.replace("\\n", "\n")).good().text()).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Multibase.class)
  void readsWhatItWroteInEveryBase(Multibase base) {
    String text = send("encode?b=" + base.specName(), "some \u00e9\n").good().text();
    assertThat(text).isEqualTo(base.encode("some \u00e9\n".getBytes(UTF_8)));
    assertThat(send("decode", text).good().text()).isEqualTo("some \u00e9\n");
  }

  @Test
  void refusesBasesThatAreNone() {
    for (String call : new String[] {"encode", "transcode"}) {
      send(call + "?b=base0", "hello").assertFailed("unsupported multibase encoding: base0");
      send(call + "?b=", "hello").assertFailed("unsupported multibase encoding: ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "~", "f6", "fxy", "uaGVs bG8"})
  void failsForTextThatIsNone(String text) {
    TestResponse seen = send("decode", text.equals("f6") ? "f6 8" : text);
    assertThat(seen.status()).isEqualTo(500);
    assertThat(seen.json().path("Message").asString()).startsWith("failed to decode multibase: ");
  }

  @Test
  void wantsAFileOfABoundedSize() {
    door.upload("multibase/encode").assertRefused("file argument 'file' is required");
    door.call("multibase/decode").assertRefused("file argument 'encoded_file' is required");
    send("encode?b=base16", "x".repeat(MOST)).good();
    send("encode?b=base16", "x".repeat(MOST + 1)).assertFailed("the input is over 4194304 bytes");
    assertThat(send("encode?b=base58btc", "x".repeat(MOST)).status()).isEqualTo(500);
  }
}
