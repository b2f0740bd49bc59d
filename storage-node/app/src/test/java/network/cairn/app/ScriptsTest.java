package network.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.cairn.api.table.Commands;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher, the search for a JDK and the hook on machines unlike that of the build.
final class ScriptsTest {
  private static final Path PROJECT = Path.of("../..");
  @TempDir private Path folder;
  private Path bin;

  private record Run(int status, String out) {}

  /// A search path with the tools of a bare system and nothing else.
  @BeforeEach
  void makeTools() throws IOException {
    bin = Files.createDirectory(folder.resolve("bin"));
    for (String tool : List.of("sh", "cat", "sed", "paste", "grep", "xargs")) {
      for (String place : List.of("/bin/", "/usr/bin/")) {
        Path from = Path.of(place + tool);
        if (Files.exists(from) && Files.notExists(bin.resolve(tool))) {
          script(bin.resolve(tool), "exec " + from + " \"$@\"\n");
        }
      }
    }
  }

  private Run run(Map<String, String> environment, Path directory, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out);
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Path jdk(String name, String version) throws IOException {
    Path jdk = folder.resolve(name);
    script(jdk.resolve("bin/javac"), "");
    script(jdk.resolve("bin/java"), "for word in \"$@\"; do echo \"<$word>\"; done\n");
    Files.writeString(
        jdk.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    return jdk;
  }

  /// Whether the JDK that `JAVA_HOME` names is the one that is found.
  private boolean taken(Path jdk, Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("JAVA_HOME", jdk.toString());
    String search =
        "set -eu; . '" + PROJECT.toRealPath() + "/.mvn/find-jdk.sh'; find_jdk || jdk=; echo $jdk";
    Run run = run(environment, folder, "/bin/sh", "-c", search);
    assertThat(run.status()).as(run.out()).isZero();
    return run.out().strip().equals(jdk.toString());
  }

  @Test
  void findsAJdkByItsVersionAlsoWhereNobodyIsAtHome() throws Exception {
    for (String version : List.of("25", "25.0.1", "26-ea", "25+36", "100.1")) {
      assertThat(taken(jdk("jdk-" + version, version), Map.of())).as(version).isTrue();
    }
    for (String version : List.of("21.0.2", "2", "1.8.0_252", "", "ea")) {
      assertThat(taken(jdk("jdk-" + version, version), Map.of())).as(version).isFalse();
    }
    assertThat(taken(folder.resolve("nowhere"), Map.of("HOME", folder.toString()))).isFalse();
  }

  @Test
  void startsFromAFolderWithBlanksInItsName() throws Exception {
    Path root = Files.createDirectories(folder.resolve("my own project"));
    Path dist = Files.createDirectories(root.resolve("storage-node/app/target/dist"));
    Files.copy(PROJECT.resolve("cairn"), root.resolve("cairn"));
    Files.writeString(dist.resolve("commands.sh"), LauncherTable.shell(Commands.TABLE));
    Files.writeString(dist.resolve("jdk"), jdk("jdk 25", "25") + "\n");
    Files.writeString(dist.resolve("classpath"), dist + "/lib/a.jar:" + dist + "/lib/b.jar:\n");
    Files.writeString(dist.resolve("client.aot"), "");
    Files.writeString(dist.resolve("built"), "");
    Run run =
        run(Map.of(), folder, "/bin/sh", root + "/cairn", "version", "", "*", "a b", "--", "-n");
    assertThat(run.status()).as(run.out()).isZero();
    assertThat(run.out().lines())
        .contains("<-XX:AOTCache=" + dist + "/client.aot>")
        .endsWith("<network.cairn.app.Cairn>", "<version>", "<>", "<*>", "<a b>", "<-->", "<-n>");
  }

  /// What is unpacked has all it needs, also where nobody may write to it.
  @Test
  void startsFromAnUnpackedArchiveWithoutAJdk() throws Exception {
    Path root = Files.createDirectories(folder.resolve("my archive"));
    Path program = Files.createDirectories(root.resolve("program"));
    Files.copy(PROJECT.resolve("cairn"), root.resolve("cairn"));
    script(
        Files.createDirectories(root.resolve("runtime/bin")).resolve("java"),
        "for word in \"$@\"; do echo \"<$word>\"; done\n");
    Files.writeString(program.resolve("commands.sh"), LauncherTable.shell(Commands.TABLE));
    Files.writeString(
        program.resolve("classpath.sh"), "cp=\"$dist\"/lib/a.jar:\"$dist\"/lib/b.jar:\n");
    Files.writeString(program.resolve("client.aot"), "");
    Files.writeString(program.resolve("built"), "");
    Run run = run(Map.of(), folder, "/bin/sh", root + "/cairn", "version");
    assertThat(run.status()).as(run.out()).isZero();
    assertThat(run.out().lines())
        .contains(
            "<-XX:AOTCache=" + program + "/client.aot>",
            "<-Dcairn.launcher=" + root + "/cairn>",
            "<" + program + "/lib/a.jar:" + program + "/lib/b.jar:>")
        .endsWith("<network.cairn.app.Cairn>", "<version>");
  }

  /// Kubo's tools call `ipfs` and say by `IPFS_PATH` where its home is.
  @Test
  void aLinkOfKubosNameHasKubosHome() throws Exception {
    Path root = Files.createDirectories(folder.resolve("project"));
    Path dist = Files.createDirectories(root.resolve("storage-node/app/target/dist"));
    Files.copy(PROJECT.resolve("cairn"), root.resolve("cairn"));
    script(bin.resolve("readlink"), "exec $(PATH=/bin:/usr/bin command -v readlink) \"$@\"\n");
    Path link = Files.createSymbolicLink(folder.resolve("ipfs"), root.resolve("cairn"));
    Path jdk = jdk("jdk", "25");
    script(jdk.resolve("bin/java"), "echo \"$CAIRN_AS $CAIRN_PATH $*\"\n");
    Files.writeString(dist.resolve("commands.sh"), LauncherTable.shell(Commands.TABLE));
    Files.writeString(dist.resolve("jdk"), jdk + "\n");
    Files.writeString(dist.resolve("classpath"), "a.jar\n");
    Files.writeString(dist.resolve("built"), "");
    Map<String, String> named = Map.of("IPFS_PATH", "/i", "CAIRN_PATH", "/c", "HOME", "/h");
    String home = run(named, folder, "/bin/sh", link.toString(), "id").out();
    assertThat(home).startsWith("ipfs /i ");
    Map<String, String> unnamed = Map.of("HOME", "/h");
    String usual = run(unnamed, folder, "/bin/sh", link.toString(), "id").out();
    assertThat(usual).startsWith("ipfs /h/.ipfs ");
    String own = run(named, folder, "/bin/sh", root + "/cairn", "id").out();
    assertThat(own).startsWith(" /c ");
  }

  /// The build of the first waits until the second has said that it waits.
  @Test
  void twoFirstStartsBuildOnce() throws Exception {
    for (String tool : List.of("mkdir", "rm", "ln", "readlink", "sleep", "sort", "tr", "find")) {
      script(bin.resolve(tool), "exec $(PATH=/bin:/usr/bin command -v " + tool + ") \"$@\"\n");
    }
    Path root = Files.createDirectories(folder.resolve("project"));
    Path dist = root.resolve("storage-node/app/target/dist");
    Files.copy(PROJECT.resolve("cairn"), root.resolve("cairn"));
    Files.createDirectory(root.resolve(".mvn"));
    Files.copy(PROJECT.resolve(".mvn/find-jdk.sh"), root.resolve(".mvn/find-jdk.sh"));
    Files.writeString(folder.resolve("commands.sh"), LauncherTable.shell(Commands.TABLE));
    Path jdk = jdk("jdk", "25");
    script(
        jdk.resolve("bin/java"),
        "case \"$*\" in *LauncherTable) cat "
            + folder.resolve("commands.sh")
            + " ;; *) echo \"$*\" ;; esac\n");
    script(
        bin.resolve("mvn"),
        "echo once >>%1$s/builds\nmkdir -p %2$s/lib\nwhile [ ! -f %1$s/go ]; do sleep 0.1; done\n"
            .formatted(folder, dist));
    Process first = start(root, jdk);
    until(first, "building, once");
    Process second = start(root, jdk);
    until(second, "waiting for another start");
    Files.writeString(folder.resolve("go"), "");
    for (Process start : List.of(first, second)) {
      String out = new String(start.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(start.waitFor()).as(out).isZero();
      assertThat(out).contains("network.cairn.app.Cairn version");
    }
    assertThat(folder.resolve("builds")).hasContent("once");
    assertThat(root.resolve("target/building")).doesNotExist();
  }

  private Process start(Path root, Path jdk) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", root + "/cairn", "version").redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", bin.toString(), "JAVA_HOME", jdk.toString()));
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  /// Reads what a process says up to some words; the rest of the line stays unread.
  private static void until(Process process, String words) throws IOException {
    StringBuilder said = new StringBuilder();
    while (said.indexOf(words) < 0) {
      int next = process.getInputStream().read();
      assertThat(next).as("it ended with: " + said).isNotNegative();
      said.append((char) next);
    }
  }

  @Test
  void aCommitIsLetThroughWhereNothingCanFormatIt() throws Exception {
    Path hooks = Files.createDirectory(folder.resolve(".githooks"));
    Files.createDirectory(folder.resolve(".mvn"));
    Files.copy(PROJECT.resolve(".githooks/pre-commit"), hooks.resolve("pre-commit"));
    Files.copy(PROJECT.resolve(".mvn/find-jdk.sh"), folder.resolve(".mvn/find-jdk.sh"));
    script(
        bin.resolve("git"),
        "case \"$*\" in 'rev-parse --show-toplevel') echo .;; *--cached*) echo a/B.java;; esac\n");
    Map<String, String> environment = Map.of("JAVA_HOME", jdk("jdk", "25").toString());
    Run run = run(environment, folder, "/bin/sh", hooks.resolve("pre-commit").toString());
    assertThat(run.status()).as(run.out()).isZero();
    assertThat(run.out()).contains("no Maven found").hasLineCount(1);
  }
}
