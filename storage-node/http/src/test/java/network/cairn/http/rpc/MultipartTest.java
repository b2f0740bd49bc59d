package network.cairn.http.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class MultipartTest {
  private static final String TYPE = "multipart/form-data; boundary=\"f x\"";

  private record Seen(String name, Part.Kind kind, byte[] body) {}

  private static List<Seen> read(InputStream in) throws IOException {
    Multipart multipart = Multipart.of(TYPE, in);
    List<Seen> seen = new ArrayList<>();
    for (Optional<Part> part = multipart.next(); part.isPresent(); part = multipart.next()) {
      seen.add(new Seen(part.get().name(), part.get().kind(), part.get().body().readAllBytes()));
    }
    return seen;
  }

  private static List<Seen> read(String body) throws IOException {
    return read(new ByteArrayInputStream(body.getBytes(UTF_8)));
  }

  private static String part(String head, String body) {
    return "--f x\r\n" + head + "\r\n\r\n" + body + "\r\n";
  }

  private static String named(String name) {
    return "Content-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"";
  }

  @Test
  void readsKubosParts() throws Exception {
    String body =
        part(named("a%2Fb%20c"), "one")
            + part(named("dir") + "\r\nContent-Type: application/x-directory", "")
            + part(named("/l") + "\r\ncontent-type: application/symlink; x=y", "to")
            + part("Content-Disposition: form-data; name=data", "\r\n--f y\r\n--f")
            + "--f x--\r\nrest";
    List<Seen> seen = read(body);
    assertThat(seen.stream().map(Seen::name)).containsExactly("a/b c", "dir", "l", "");
    assertThat(seen.stream().map(Seen::kind))
        .containsExactly(Part.Kind.FILE, Part.Kind.DIRECTORY, Part.Kind.SYMLINK, Part.Kind.FILE);
    assertThat(new String(seen.get(3).body(), UTF_8)).isEqualTo("\r\n--f y\r\n--f");
  }

  @Test
  void readsNamesAsTheyAreWritten() throws Exception {
    Map<String, String> names =
        Map.of(
            "\"a%2Fb\"", "a/b",
            "\"say \\\"hi\\\"\"; x=1", "say \"hi\"",
            "\"back\\\\slash\"", "back\\slash",
            "bare.txt; x=1", "bare.txt",
            "\"//in/slashes/\"", "in/slashes",
            "\"a+b%20c\"", "a b c",
            "\"never ends", "");
    names.forEach((written, name) -> {
      String body =
          "--XX\r\nContent-Disposition: form-data; filename=" + written + "\r\n\r\n!\r\n--XX--\r\n";
      assertThat(nameIn(body)).as(written).isEqualTo(name);
    });
  }

  private static String nameIn(String body) {
    try {
      return Multipart.of(
              "multipart/form-data; boundary=XX", new ByteArrayInputStream(body.getBytes(UTF_8)))
          .next()
          .orElseThrow()
          .name();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void passesOverWhatIsNotRead() throws Exception {
    String body = part(named("a"), "x".repeat(300_000)) + part(named("b"), "end") + "--f x--";
    Multipart multipart = Multipart.of(TYPE, new ByteArrayInputStream(body.getBytes(UTF_8)));
    assertThat(multipart.next().orElseThrow().body().read()).isEqualTo('x');
    assertThat(multipart.next().orElseThrow().body().readAllBytes())
        .isEqualTo("end".getBytes(UTF_8));
    assertThat(multipart.next()).isEmpty();
    assertThat(multipart.next()).isEmpty();
  }

  @Test
  void readsAnyBytesInAnyPieces() {
    Property.check(
        60,
        random -> {
          List<byte[]> parts = new ArrayList<>();
          ByteArrayOutputStream body = new ByteArrayOutputStream();
          for (int i = 0; i < random.nextInt(5); i++) {
            byte[] bytes = tricky(random);
            parts.add(bytes);
            body.writeBytes(("--f x\r\n" + named("p" + i) + "\r\n\r\n").getBytes(UTF_8));
            body.writeBytes(bytes);
            body.writeBytes("\r\n".getBytes(UTF_8));
          }
          body.writeBytes("--f x--\r\n".getBytes(UTF_8));
          List<Seen> seen = read(new Dribble(body.toByteArray(), random));
          assertThat(seen).hasSameSizeAs(parts);
          for (int i = 0; i < parts.size(); i++) {
            assertThat(seen.get(i).body()).isEqualTo(parts.get(i));
          }
        });
  }

  /// Bytes full of beginnings of boundaries.
  private static byte[] tricky(Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String[] bits = {"\r", "\n", "\r\n", "\r\n-", "\r\n--", "\r\n--f", "\r\n--f ", "x", "--f x"};
    for (int i = 0; i < random.nextInt(200); i++) {
      out.writeBytes(bits[random.nextInt(bits.length)].getBytes(UTF_8));
      if (random.nextInt(20) == 0) {
        out.writeBytes(Property.bytes(random, random.nextInt(70_000)));
      }
    }
    // The delimiter itself would end the part.
    byte[] bytes = out.toByteArray();
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
        .replace("\r\n--f x", "\r\n--f y")
        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /// A stream that gives as little as it likes.
  private static final class Dribble extends InputStream {
    private final byte[] bytes;
    private final Random random;
    private int at;

    Dribble(byte[] bytes, Random random) {
      this.bytes = bytes;
      this.random = random;
    }

    @Override
    public int read() {
      return at == bytes.length ? -1 : bytes[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (at == bytes.length) {
        return -1;
      }
      int most = random.nextBoolean() ? 3 : 40_000;
      int some = Math.min(Math.min(length, bytes.length - at), 1 + random.nextInt(most));
      System.arraycopy(bytes, at, into, offset, some);
      at += some;
      return some;
    }
  }

  @Test
  void refusesWhatBreaksOff() {
    String whole = part(named("a"), "body") + "--f x--";
    for (int cut = 0; cut < whole.length() - 2; cut++) {
      String some = whole.substring(0, cut);
      assertThatThrownBy(() -> read(some)).as(some).isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesMalformedParts() {
    assertThatThrownBy(() -> Multipart.of("application/json", InputStream.nullInputStream()))
        .isInstanceOf(BadRequest.class);
    assertThatThrownBy(() -> Multipart.of("multipart/form-data", InputStream.nullInputStream()))
        .isInstanceOf(BadRequest.class);
    assertThatThrownBy(() -> read(part(named("%zz"), ""))).isInstanceOf(BadRequest.class);
    assertThatThrownBy(() -> read("--f xyz\r\n\r\n")).isInstanceOf(BadRequest.class);
    String head = "X: " + "y".repeat(Multipart.MAX_HEAD);
    assertThatThrownBy(() -> read(part(head, ""))).isInstanceOf(BadRequest.class);
    String many = ("X: " + "y".repeat(1000) + "\r\n").repeat(20);
    assertThatThrownBy(() -> read(part(many, ""))).isInstanceOf(BadRequest.class);
  }

  @FuzzTest
  void neverFailsInAnyOtherWay(byte[] data) {
    try {
      read(new ByteArrayInputStream(data));
    } catch (IOException | BadRequest e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }
}
