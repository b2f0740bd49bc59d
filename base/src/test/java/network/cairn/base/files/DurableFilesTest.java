package network.cairn.base.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.testing.Ordinary;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class DurableFilesTest {
  private static final int RUNS = 2_000;

  @TempDir private Path folder;

  /// What a simulated machine does before its power goes.
  private interface Work {
    void on(SimulatedDisk disk) throws IOException;
  }

  /// The content of a file after work that was cut, or done and then followed by a power cut.
  private static Optional<byte[]> afterCut(
      Random random, SimulatedDisk before, int changes, Work work) throws IOException {
    Power power = new Power(random, changes, 0);
    SimulatedDisk disk = before.survivor(power);
    try {
      work.on(disk);
    } catch (PowerCut _) {
      // The survivor is looked at.
    }
    return content(disk.survivor(new Power(random, Long.MAX_VALUE, 0)), "file");
  }

  private static Optional<byte[]> content(SimulatedDisk disk, String name) throws IOException {
    try (Disk.File file = disk.open(name)) {
      ByteBuffer content = ByteBuffer.allocate((int) file.size());
      file.read(content, 0);
      return Optional.of(content.array());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static SimulatedDisk disk(Random random) {
    return new SimulatedDisk(new Power(random, Long.MAX_VALUE, 0));
  }

  @Test
  void whatWasReplacedIsOnTheDiskWheneverPowerGoesAfterwards() {
    Property.check(
        RUNS,
        random -> {
          byte[] content = Property.bytes(random, 1 + random.nextInt(2_000));
          assertThat(
                  afterCut(
                      random,
                      disk(random),
                      Integer.MAX_VALUE,
                      disk -> DurableFiles.replace(disk, "file", content)))
              .contains(content);
        });
  }

  @Test
  void aCutLeavesTheOldContentOrTheNew() {
    Property.check(
        RUNS,
        random -> {
          byte[] old = Property.bytes(random, random.nextInt(2_000));
          byte[] fresh = Property.bytes(random, random.nextInt(2_000));
          SimulatedDisk disk = disk(random);
          DurableFiles.replace(disk, "file", old);
          assertThat(
                  afterCut(
                      random,
                      disk,
                      random.nextInt(8),
                      cut -> DurableFiles.replace(cut, "file", fresh)))
              .isPresent()
              .hasValueSatisfying(left -> assertThat(left).isIn(old, fresh));
        });
  }

  @Test
  void aFileThatWasCreatedOrAdoptedIsOnTheDisk() {
    Property.check(
        RUNS,
        random -> {
          byte[] content = Property.bytes(random, 1 + random.nextInt(2_000));
          assertThat(
                  afterCut(
                      random,
                      disk(random),
                      Integer.MAX_VALUE,
                      disk -> DurableFiles.create(disk, "file", content)))
              .contains(content);
          assertThat(
                  afterCut(
                      random,
                      disk(random),
                      Integer.MAX_VALUE,
                      disk -> {
                        disk.create("part").write(ByteBuffer.wrap(content), 0);
                        DurableFiles.adopt(disk, "part", "file");
                      }))
              .contains(content);
        });
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNoDraft() throws IOException {
    Power power = new Power(new Random(1), Long.MAX_VALUE, 0);
    SimulatedDisk disk = new SimulatedDisk(power);
    DurableFiles.replace(disk, "file", new byte[] {1});
    power.fail(true);
    assertThatThrownBy(() -> DurableFiles.replace(disk, "file", new byte[] {2}))
        .isInstanceOf(IOException.class);
    power.fail(false);
    assertThat(content(disk, "file")).contains(new byte[] {1});
    assertThat(disk.list()).containsExactly("file");
  }

  @Test
  void whatIsDamagedKeepsItsBytesUnderANameOfItsOwn() throws IOException {
    Path damaged = folder.resolve("state");
    for (int i = 1; i <= 2; i++) {
      Files.createDirectory(damaged);
      Files.writeString(damaged.resolve("rows"), "of life " + i);
      Path aside = DurableFiles.moveAside(damaged);
      assertThat(aside).isEqualTo(folder.resolve("state.damaged-" + i));
      assertThat(damaged).doesNotExist();
      assertThat(aside.resolve("rows")).hasContent("of life " + i);
    }
  }

  @Test
  void textThatIsNoneIsNamed() throws IOException {
    Path file = folder.resolve("text");
    Files.write(file, new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> DurableFiles.readText(file, 10))
        .isInstanceOf(NotText.class)
        .hasMessage(file + " is not UTF-8 text");
  }

  @Test
  void aDraftOfACrashIsOverwrittenOrDeleted() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(folder.resolve("file.new"), "torn, and longer than the next one");
    DurableFiles.replace(file, "whole");
    assertThat(file).hasContent("whole");
    assertThat(folder.resolve("file.new")).doesNotExist();
    Files.writeString(folder.resolve("other.new"), "torn");
    DurableFiles.deleteDrafts(folder);
    assertThat(folder).isDirectoryNotContaining("glob:**.new").isDirectoryContaining("glob:**file");
  }

  @Test
  void partsFollowOneAnother() throws IOException {
    DurableFiles.replace(folder.resolve("file"), new byte[] {1, 2}, new byte[0], new byte[] {3});
    assertThat(folder.resolve("file")).hasBinaryContent(new byte[] {1, 2, 3});
  }

  @Test
  void secretsAreForTheOwnerOnly() throws IOException {
    DurableFiles.replaceSecret(folder.resolve("replaced"), new byte[] {1});
    DurableFiles.createSecret(folder.resolve("created"), new byte[] {1});
    DurableFiles.createSecretDirectory(folder.resolve("directory"));
    assertThat(permissions("replaced")).isEqualTo("rw-------");
    assertThat(permissions("created")).isEqualTo("rw-------");
    assertThat(permissions("directory")).isEqualTo("rwx------");
  }

  private String permissions(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
  }

  @Test
  void createsNothingOverAFile() throws IOException {
    Path file = folder.resolve("file");
    DurableFiles.createSecret(file, new byte[] {1});
    assertThatThrownBy(() -> DurableFiles.createSecret(file, new byte[] {2}))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasBinaryContent(new byte[] {1});
  }

  @Test
  void readsUpToABoundAndOnlyText() throws IOException {
    Path file = folder.resolve("file");
    DurableFiles.replace(file, "äöü");
    assertThat(DurableFiles.readText(file, 6)).isEqualTo("äöü");
    assertThatThrownBy(() -> DurableFiles.readText(file, 5)).isInstanceOf(FileTooLong.class);
    DurableFiles.replace(file, new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> DurableFiles.readText(file, 5))
        .isInstanceOf(CharacterCodingException.class);
  }

  @Test
  void movesAFinishedFileBetweenDirectories() throws IOException {
    Path incoming = Files.createDirectory(folder.resolve("incoming"));
    Files.write(incoming.resolve("part"), new byte[] {1});
    DurableFiles.adopt(incoming.resolve("part"), folder.resolve("file"));
    assertThat(folder.resolve("file")).hasBinaryContent(new byte[] {1});
    assertThat(incoming).isEmptyDirectory();
    DurableFiles.delete(folder.resolve("file"));
    assertThat(folder.resolve("file")).doesNotExist();
  }

  /// A full disk, and a disk that cannot be written to, are told with the file they are about.
  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsToldWithTheFile() throws IOException {
    try (Disk.File full = new FileDisk(Path.of("/dev")).open("full")) {
      assertThatThrownBy(() -> full.write(ByteBuffer.allocate(1), 0))
          .isInstanceOf(FileSystemException.class)
          .hasMessageStartingWith("/dev/full: ")
          .hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void aLinkAtTheNameIsReplacedAndWhatItLedToLeftAlone() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "old");
    Path draft = Files.createSymbolicLink(folder.resolve("file.new"), other);
    Path file = Files.createSymbolicLink(folder.resolve("file"), other);
    DurableFiles.replace(file, "new");
    assertThat(file).isRegularFile().hasContent("new");
    assertThat(Files.isSymbolicLink(file)).isFalse();
    assertThat(draft).doesNotExist();
    assertThat(other).hasContent("old");
  }

  @Test
  void whatCannotBeDraftedLeavesTheFileAsItWas() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Path blocked = Files.createDirectories(folder.resolve("file.new/below"));
    assertThatThrownBy(() -> DurableFiles.replace(file, "new"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("file.new");
    assertThat(file).hasContent("old");
    assertThat(blocked).isDirectory();
  }

  @Test
  void readsASecretOnlyWhereNobodyElseCould() throws IOException {
    Path file = folder.resolve("secret");
    DurableFiles.createSecret(file, new byte[] {7});
    for (String own : new String[] {"rw-------", "r--------", "rwx------"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(own));
      assertThat(DurableFiles.readSecret(file, 1)).containsExactly(7);
    }
    for (String open :
        new String[] {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw---x---"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));
      assertThatThrownBy(() -> DurableFiles.readSecret(file, 1))
          .isInstanceOf(ExposedSecret.class)
          .hasMessage("others may read " + file + "; run: chmod 600 " + file);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.write(file, new byte[2]);
    assertThatThrownBy(() -> DurableFiles.readSecret(file, 1)).isInstanceOf(FileTooLong.class);
  }

  @Test
  void aSecretThatThisUserMayNotReadIsNotTakenForAMissingOne() throws Exception {
    Path file = folder.resolve("secret");
    assertThatThrownBy(() -> DurableFiles.readSecret(file, 1))
        .isInstanceOf(NoSuchFileException.class);
    DurableFiles.createSecret(file, new byte[] {7});
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    Ordinary.run(Unreadable.class, List.of(file.toString()));
  }

  /// A user to whom the permissions of the file apply.
  static final class Unreadable {
    private Unreadable() {}

    static void main(String[] arguments) {
      Path file = Path.of(arguments[0]);
      assertThatThrownBy(() -> DurableFiles.readSecret(file, 1))
          .isInstanceOf(UnreadableSecret.class)
          .hasMessage(
              file + " is there, but this user may not read it; run this as the file's owner");
    }
  }

  /// Nobody has heard of a draft.
  @Test
  void aFullDiskIsToldWithTheFileAndNotItsDraft() {
    assertThat(
            DurableFiles.undrafted(
                new FileSystemException("/home/api.new", null, "No space left on device")))
        .isExactlyInstanceOf(FileSystemException.class)
        .hasMessage("/home/api: No space left on device");
    for (IOException other :
        List.of(
            new FileSystemException("/home/api", null, "No space left on device"),
            new AccessDeniedException("/home/api.new"),
            new IOException("of no file"))) {
      assertThat(DurableFiles.undrafted(other)).isSameAs(other);
    }
  }
}
