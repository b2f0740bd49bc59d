package network.cairn.http.rpc.kubo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.TestResponse;
import network.cairn.store.keys.Token;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ProfileTest {
  private static final String LONG = "diag/profile?profile-time=5m&collectors=cpu";

  @TempDir private Path home;
  private TestBackend node;

  @BeforeEach
  void open() throws IOException {
    node = TestBackend.offline(home);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private Map<String, byte[]> profile(String options) throws IOException {
    TestResponse answer = node.door.trusted("diag/profile?" + options).good();
    assertThat(answer.header("Content-Type")).isEqualTo("application/zip");
    Map<String, byte[]> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.bytes()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    return files;
  }

  private static String text(Map<String, byte[]> files, String name) {
    return new String(bytes(files, name), UTF_8);
  }

  private static byte[] bytes(Map<String, byte[]> files, String name) {
    return files.getOrDefault(name, new byte[0]);
  }

  private void log(String text) {
    node.log.add(new LogTail.Line(node.log.size() + 1L, 1_000, "INFO", "Test", text));
  }

  @Test
  void holdsWhatHelps() throws IOException {
    log("something happened");
    Map<String, byte[]> files = profile("profile-time=300ms");
    assertThat(files)
        .containsOnlyKeys(
            "version.json", "config.json", "log.txt", "stacks.txt", "heap.txt", "recording.jfr");
    assertThat(text(files, "version.json"))
        .contains("\"cairn_version\":\"" + TestBackend.VERSION + "\"");
    assertThat(text(files, "config.json")).contains("\"Addresses\"");
    assertThat(text(files, "log.txt"))
        .isEqualTo("1970-01-01T00:00:01Z INFO Test: something happened\n");
    assertThat(text(files, "stacks.txt")).contains("network.cairn.http.rpc.kubo.Profile");
    assertThat(text(files, "heap.txt")).contains("[B", "java.lang.String");
    assertThat(events(files)).isNotEmpty();
  }

  private List<RecordedEvent> events(Map<String, byte[]> files) throws IOException {
    Path file = Files.write(home.resolve("copy.jfr"), bytes(files, "recording.jfr"));
    return RecordingFile.readAllEvents(file);
  }

  /// Whatever else the process records stays out of it.
  @Test
  void recordsNothingThatCarriesTextsOfOthers() throws IOException {
    try (Recording other = new Recording()) {
      for (String name : List.of("InitialEnvironmentVariable", "InitialSystemProperty")) {
        other.enable("jdk." + name).with("period", "beginChunk");
      }
      other.enable("jdk.JVMInformation").with("period", "beginChunk");
      other.start();
      Map<String, byte[]> files = profile("profile-time=300ms&collectors=cpu");
      assertThat(files).containsOnlyKeys("recording.jfr");
      assertThat(events(files).stream().map(e -> e.getEventType().getName()).distinct())
          .isNotEmpty()
          .isSubsetOf(JvmRecording.EVENTS);
      String raw = new String(bytes(files, "recording.jfr"), ISO_8859_1);
      assertThat(raw).doesNotContain(System.getProperty("java.class.path", "none"));
      Path all = home.resolve("all.jfr");
      other.dump(all);
      assertThat(RecordingFile.readAllEvents(all).stream().map(e -> e.getEventType().getName()))
          .as("they were there to be left out")
          .contains("jdk.InitialSystemProperty");
    }
  }

  @Test
  void holdsNoSecret() throws IOException {
    String token = Token.ofHome(home, new SecureRandom()).use(secret -> new String(secret, UTF_8));
    node.config.setJson(
        "API.Authorizations",
        "{\"us\":{\"AuthSecret\":\"basic:alice:planted-1\",\"AllowedPaths\":[\"/api/v0/id\"]}}");
    node.config.setJson("API.HTTPHeaders", "{\"X-Token\":[\"planted-2\"]}");
    log("the door was shown planted-1");
    log("Authorization: Bearer  planted-3; more, token=planted-4&x, BASIC planted-5");
    log("asked https://bob:planted-6@x.example/a and http://x.example/@kept");
    log("the token is " + token);
    log("the header is planted-2");
    Map<String, byte[]> files = profile("profile-time=0");
    assertThat(files)
        .containsOnlyKeys("version.json", "config.json", "log.txt", "stacks.txt", "heap.txt");
    String all =
        files.values().stream().map(f -> new String(f, UTF_8)).collect(Collectors.joining());
    assertThat(all).doesNotContain("planted", token, "bob:");
    assertThat(text(files, "log.txt"))
        .contains(
            "Bearer  [secret]; more, token=[secret]&x, BASIC [secret]\n",
            "https://[secret]@x.example/a and http://x.example/@kept",
            "the token is [secret]\n");
    String peer = new String(node.keys.peer().protobuf(), ISO_8859_1);
    assertThat(new String(bytes(files, "stacks.txt"), ISO_8859_1)).doesNotContain(peer);
  }

  @Test
  void takesKubosNamesAndRefusesOthers() throws IOException {
    assertThat(profile("profile-time=0&collectors=goroutines-stack,version"))
        .containsOnlyKeys("version.json", "stacks.txt");
    for (String wrong :
        List.of("collectors=x", "collectors=", "profile-time=6m", "profile-time=soon")) {
      assertThat(node.door.trusted("diag/profile?" + wrong).status()).as(wrong).isEqualTo(400);
    }
    assertThat(node.call("diag/profile?profile-time=0").status()).isEqualTo(403);
  }

  /// The virtual machine would end the daemon.
  @Test
  void recordsNothingWhereThereIsTooLittleRoom() throws Exception {
    Profile.requireRoom(home, 1);
    assertThatThrownBy(() -> Profile.requireRoom(home, Long.MAX_VALUE))
        .isInstanceOf(CommandError.class)
        .hasMessageContaining(home.toString())
        .hasMessageContaining("--profile-time=0");
  }

  /// One at a time, and whose caller goes makes room.
  @Test
  void takesOneAtATime() throws Exception {
    AtomicBoolean gone = new AtomicBoolean();
    AtomicReference<TestResponse> first = new AtomicReference<>(new TestResponse());
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              // It may find a quick one under way, and comes again.
              while (!gone.get()) {
                first.set(node.door.trustedUntil(LONG, gone::get));
              }
            });
    String quick = "diag/profile?profile-time=0&collectors=version";
    TestResponse second = node.door.trusted(quick);
    while (second.status() == 200) {
      second = node.door.trusted(quick);
    }
    assertThat(second.text()).contains("a profile is being taken");
    gone.set(true);
    caller.join();
    assertThat(first.get().status() == 500 || first.get().trailer().isPresent()).isTrue();
    node.door.trusted(quick).good();
  }
}
