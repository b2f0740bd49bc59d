package network.cairn.store.repo;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/// Starts [KilledChild]s. One that ends by itself leaves an archive of loaded classes, which saves
/// each later one a third of its processor time; a JVM makes such an archive for jars only.
final class ChildJvm {
  private final Path folder;
  private final Path archive;
  private final String classPath;

  private ChildJvm(Path folder, String classPath) {
    this.folder = folder;
    this.archive = folder.resolve("classes.aot");
    this.classPath = classPath;
  }

  /// @param folder for what is made ahead, and for what children unpack, which outlives them
  static ChildJvm prepare(Path folder) throws IOException, InterruptedException {
    ChildJvm jvm = new ChildJvm(folder, jars(folder));
    Path home = folder.resolve("training");
    Repository.init(home);
    jvm.run("-XX:AOTCacheOutput=" + jvm.archive, home, 1, 20)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    return jvm;
  }

  /// A child that goes on until it is killed.
  Process start(Path home, long seed) throws IOException {
    return run("-XX:AOTCache=" + archive, home, seed, Long.MAX_VALUE).start();
  }

  private ProcessBuilder run(String archiving, Path home, long seed, long rounds) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            archiving,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            // What is reported on the standard output is reports only.
            "-Xlog:disable",
            "-Djava.io.tmpdir=" + folder,
            // Else LMDB's binding generates classes anew at each start.
            "-Djnr.ffi.asm.enabled=false",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            classPath,
            KilledChild.class.getName(),
            home.toString(),
            String.valueOf(seed),
            String.valueOf(rounds)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private static String jars(Path folder) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry :
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator))) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        entries.add(jar(path, folder.resolve("classes" + entries.size() + ".jar")).toString());
      } else if (Files.exists(path)) {
        entries.add(entry);
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static Path jar(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      entries.setLevel(0);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, entries);
      }
    }
    return jar;
  }
}
