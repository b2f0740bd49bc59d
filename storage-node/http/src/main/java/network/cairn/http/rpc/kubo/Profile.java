package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import network.cairn.api.table.NodeTable;
import network.cairn.base.units.Durations;
import network.cairn.base.units.InvalidQuantity;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.store.config.ConfigKeys;
import tools.jackson.databind.JsonNode;

/// `diag/profile`: a zip of what tells why a node is slow or large. Whoever runs a node gives it
/// away, so it holds no secret: see [Secrets] and [JvmRecording]. One at a time.
final class Profile {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final int MOST_LINES = 1_000;

  /// Bytes that are free where a recording is made before it begins, and while it goes on: the
  /// virtual machine ends itself, and the daemon with it, when it cannot write one.
  private static final long ROOM = 256L << 20;

  private static final long LEAST = 64L << 20;

  /// A part of the zip, and what of Kubo's stands for it.
  private enum Part {
    VERSION("version", "bin"),
    CONFIG("config"),
    LOG("log"),
    STACKS("stacks", "goroutines-stack", "goroutines-pprof"),
    HEAP("heap"),
    RECORDING("recording", "cpu", "allocs", "mutex", "block", "trace");

    private final List<String> names;

    Part(String... names) {
      this.names = List.of(names);
    }

    static Part named(String name) {
      for (Part part : values()) {
        if (part.names.contains(name)) {
          return part;
        }
      }
      List<String> known = new ArrayList<>();
      for (Part part : values()) {
        known.add(part.names.getFirst());
      }
      throw new BadRequest(
          "option collectors: there is no '" + name + "'; there are " + String.join(", ", known));
    }
  }

  private final Backend backend;
  private final Semaphore turn = new Semaphore(1);

  Profile(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(Route.of(NodeTable.PROFILE, this::profile));
  }

  private void profile(Call call, Reply reply) throws IOException, InterruptedException {
    Duration time = time(call);
    Set<Part> parts = parts(call.text("collectors").orElse(NodeTable.COLLECTORS));
    if (time.isZero()) {
      parts.remove(Part.RECORDING);
    }
    if (!turn.tryAcquire()) {
      throw new CommandError("a profile is being taken; try again when it is done");
    }
    try {
      if (parts.contains(Part.RECORDING)) {
        requireRoom(Path.of(System.getProperty("java.io.tmpdir")), ROOM);
      }
      ZipOutputStream zip = new ZipOutputStream(reply.bytes("application/zip"));
      for (Part part : parts) {
        write(part, zip, time, call);
        zip.flush();
      }
      zip.finish();
    } finally {
      turn.release();
    }
  }

  private static Duration time(Call call) {
    Duration time;
    try {
      time = Durations.parse(call.text("profile-time").orElse(NodeTable.PROFILE_TIME));
    } catch (InvalidQuantity e) {
      throw new BadRequest("option profile-time: " + e.getMessage());
    }
    if (time.compareTo(LONGEST) > 0) {
      throw new BadRequest("option profile-time must be at most " + Durations.text(LONGEST));
    }
    return time;
  }

  private static Set<Part> parts(String text) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    for (String name : text.split(",", -1)) {
      parts.add(Part.named(name.strip()));
    }
    return parts;
  }

  private void write(Part part, ZipOutputStream zip, Duration time, Call call)
      throws IOException, InterruptedException {
    switch (part) {
      case VERSION -> text(zip, "version.json", Machine.of(backend).toString());
      case CONFIG -> text(zip, "config.json", config());
      case LOG -> text(zip, "log.txt", log());
      case STACKS ->
          inFolder(folder -> text(zip, "stacks.txt", JvmState.stacks(folder.resolve("s"))));
      case HEAP -> text(zip, "heap.txt", JvmState.heap());
      case RECORDING ->
          inFolder(folder -> {
            Path recording = recording(folder, time, call);
            zip.putNextEntry(new ZipEntry("recording.jfr"));
            Files.copy(recording, zip);
            zip.closeEntry();
          });
    }
  }

  private Path recording(Path folder, Duration time, Call call)
      throws IOException, InterruptedException {
    long end = backend.scheduler().deadline(time);
    try (JvmRecording recording = JvmRecording.start()) {
      for (long left = time.toNanos(); left > 0; left = end - backend.scheduler().nanoTime()) {
        call.deadline().check();
        requireRoom(folder, LEAST);
        backend.scheduler().sleep(Duration.ofNanos(Math.min(left, STEP.toNanos())));
      }
      return recording.stop(folder);
    }
  }

  static void requireRoom(Path folder, long bytes) throws IOException {
    if (Files.getFileStore(folder).getUsableSpace() < bytes) {
      throw new CommandError(
          "there is too little room in "
              + folder
              + " for a recording: free some, or leave the recording out with --profile-time=0");
    }
  }

  private String config() {
    return Json.parse(ConfigKeys.withoutSecrets(backend.config().json())).toPrettyString();
  }

  private String log() {
    StringBuilder text = new StringBuilder();
    for (LogTail.Line line : backend.log().above(0, MOST_LINES)) {
      text.append(Instant.ofEpochMilli(line.atMillis()))
          .append(' ')
          .append(line.level())
          .append(' ')
          .append(line.area())
          .append(": ")
          .append(line.text())
          .append('\n');
    }
    return text.toString();
  }

  /// Writes a text without what must not leave the machine.
  private void text(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(secrets().without(text).getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  private Secrets secrets() throws IOException {
    JsonNode all = Json.parse(backend.config().json());
    JsonNode open = Json.parse(ConfigKeys.withoutSecrets(backend.config().json()));
    return Secrets.of(backend.repository().home(), all, open);
  }

  /// Work in a folder that only this user reads and that is gone afterwards.
  private interface Work {
    void in(Path folder) throws IOException, InterruptedException;
  }

  private static void inFolder(Work work) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("cairn-profile-");
    try {
      work.in(folder);
    } finally {
      try (var files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
