package network.cairn.http.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies that want more than there is, or something else.
final class MultipartBoundsTest {
  private static final String FORM = "multipart/form-data; boundary=";

  private static Multipart of(String boundary, String body) {
    return Multipart.of(FORM + boundary, new ByteArrayInputStream(body.getBytes(UTF_8)));
  }

  private static List<String> bodies(Multipart multipart) throws IOException {
    List<String> bodies = new ArrayList<>();
    for (Optional<Part> part = multipart.next(); part.isPresent(); part = multipart.next()) {
      bodies.add(new String(part.get().body().readAllBytes(), UTF_8));
    }
    return bodies;
  }

  private static String one(String boundary, String body) {
    return "--" + boundary + "\r\n\r\n" + body + "\r\n--" + boundary + "--";
  }

  @Test
  void takesBoundariesOfSeventyBytesAndNoMore() throws IOException {
    String most = "b".repeat(70);
    assertThat(bodies(of(most, one(most, "x")))).containsExactly("x");
    assertThat(bodies(of('"' + most + '"', one(most, "x")))).containsExactly("x");
    String more = most + "b";
    assertThatThrownBy(() -> of('"' + more + '"', one(more, "x"))).isInstanceOf(BadRequest.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "--", "\r", "a.b*c", "'()+_,-./:=?", "[", "$1", "-----------7e"})
  void readsBoundariesOfAnyCharacters(String boundary) throws IOException {
    String quoted = '"' + boundary + '"';
    assertThat(bodies(of(quoted, one(boundary, "body")))).containsExactly("body");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=;",
        "text/plain; boundary=x",
        "application/octet-stream",
        ""
      })
  void wantsABoundary(String type) {
    assertThatThrownBy(() -> Multipart.of(type, InputStream.nullInputStream()))
        .isInstanceOf(BadRequest.class)
        .hasMessage("the body must be multipart/form-data with a boundary, not " + type);
  }

  @ParameterizedTest
  @CsvSource({
    "multipart/form-data, true",
    "MULTIPART/FORM-DATA; boundary=x, true",
    "multipart/mixed; boundary=x, true",
    "multipart, false",
    "xmultipart/form-data, false",
    "application/octet-stream, false"
  })
  void knowsMultipartsByTheirType(String type, boolean is) {
    assertThat(Multipart.isOne(type)).isEqualTo(is);
  }

  /// The bytes of a boundary inside a part are not its end unless they are the whole delimiter.
  @ParameterizedTest
  @ValueSource(
      strings = {"--x", "\n--x", "\r--x", "\r\n-x", "\r\n--", "\r\n--y", "\r\n\r\n-", "--x--", ""})
  void endsAPartAtTheWholeDelimiterOnly(String inside) throws IOException {
    assertThat(bodies(of("x", one("x", inside)))).containsExactly(inside);
    assertThat(bodies(of("x", one("x", inside + "tail")))).containsExactly(inside + "tail");
  }

  @Test
  void refusesABoundaryThatGoesOn() {
    for (String after : List.of("x", "-", "-x", "\n", "\rx", " x", "\t\t-")) {
      assertThatThrownBy(() -> bodies(of("x", "--x" + after + "\r\n\r\nbody\r\n--x--")))
          .as(after)
          .isInstanceOf(BadRequest.class)
          .hasMessage("the body is not well-formed multipart: no line ends its boundary");
    }
  }

  @Test
  void passesOverBlanksBehindABoundaryAndTextBeforeTheFirst() throws IOException {
    String padded = "preamble\r\n--x \t \r\n\r\nbody\r\n--x--epilogue";
    assertThat(bodies(of("x", padded))).containsExactly("body");
  }

  @Test
  void takesHeadsUpToTheirBoundAndNoMore() throws IOException {
    String rest = "\r\n\r\nbody\r\n--x--";
    String most = "A: " + "v".repeat(Multipart.MAX_HEAD - 6);
    assertThat(bodies(of("x", "--x\r\n" + most + rest))).containsExactly("body");
    assertThatThrownBy(() -> bodies(of("x", "--x\r\n" + most + "v" + rest)))
        .isInstanceOf(BadRequest.class)
        .hasMessage("the head of a part is over 16384 bytes");
  }

  @Test
  void endsAHeadThatNeverEnds() {
    InputStream endless =
        new SequenceInputStream(
            new ByteArrayInputStream("--x\r\nA: ".getBytes(UTF_8)),
            new InputStream() {
              @Override
              public int read() {
                return 'v';
              }
            });
    assertThatThrownBy(() -> Multipart.of(FORM + "x", endless).next())
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("the head of a part is over");
  }

  @Test
  void readsHeadsWhoseLinesEndBareOrSayNothing() throws IOException {
    String body =
        "--x\n".replace("\n", "\r\n")
            + "nonsense\n: empty name\ncontent-DISPOSITION :  form-data; FileName=no; filename=a\n"
            + "Content-Type: application/x-directory; charset=utf-8\n\n\r\n--x--";
    Part part = of("x", body).next().orElseThrow();
    assertThat(part.name()).isEqualTo("a");
    assertThat(part.kind()).isEqualTo(Part.Kind.DIRECTORY);
    assertThat(part.body().readAllBytes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/x-directory | DIRECTORY",
        "application/symlink | SYMLINK",
        "application/octet-stream | FILE",
        "application/x-directory2 | FILE",
        "Application/X-Directory | FILE",
        "'' | FILE"
      })
  void knowsKindsByContentTypes(String type, Part.Kind kind) throws IOException {
    Part part = of("x", "--x\r\nContent-Type: " + type + "\r\n\r\n\r\n--x--").next().orElseThrow();
    assertThat(part.kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%zz", "a%2", "%e"})
  void refusesNamesThatAreNotPercentEncoded(String name) {
    String body =
        "--x\r\nContent-Disposition: form-data; filename=\"" + name + "\"\r\n\r\n\r\n--x--";
    assertThatThrownBy(() -> of("x", body).next())
        .isInstanceOf(BadRequest.class)
        .hasMessage("the name of a part is not percent-encoded: " + name);
  }

  @Test
  void tellsWhereItWaitsForMore() throws IOException {
    int[] waits = {0};
    Multipart multipart =
        Multipart.of(
            FORM + "x",
            new SequenceInputStream(
                new ByteArrayInputStream("--x\r\n\r\nfirst".getBytes(UTF_8)),
                new ByteArrayInputStream(" second\r\n--x--".getBytes(UTF_8))));
    multipart.whileWaiting(() -> waits[0]++);
    assertThat(multipart.next().orElseThrow().body().readAllBytes())
        .isEqualTo("first second".getBytes(UTF_8));
    assertThat(waits[0]).isEqualTo(2);
  }

  @Test
  void failsWithTheFaultOfWhoeverIsToldOfAWait() {
    Multipart multipart = of("x", one("x", "body"));
    multipart.whileWaiting(() -> {
      throw new IOException("the caller went away");
    });
    assertThatThrownBy(multipart::next)
        .isInstanceOf(IOException.class)
        .hasMessage("the caller went away");
  }
}
