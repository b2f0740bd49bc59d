package network.cairn.app.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import network.cairn.store.config.Config;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `Import` in the configuration makes of files: the CIDs that Kubo 0.43 makes under the same
/// keys, whichever way the content comes in.
final class ConfiguredImportTest {
  private static final int ENTRIES = 60;

  @TempDir private Path folder;
  private TestShell shell;
  private Path home;

  @BeforeEach
  void make() throws IOException {
    shell = new TestShell(folder);
    home = folder.resolve("home");
    TestDaemon.init(home);
    Config.load(home).setText("Import.Profile", "legacy-cid-v0");
    byte[] bytes = new byte[1_000_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ((long) i * i * 31 + (i >> 3));
    }
    Files.write(folder.resolve("file"), bytes);
    Path entries = Files.createDirectory(folder.resolve("dir"));
    for (int i = 0; i < ENTRIES; i++) {
      String number = i < 10 ? "0" + i : String.valueOf(i);
      Files.writeString(
          entries.resolve("a-long-enough-name-of-an-entry-" + number), String.valueOf(i));
    }
  }

  private String add(String name, String... options) {
    String[] words = new String[options.length + 3];
    words[0] = "add";
    words[1] = "-Qr";
    System.arraycopy(options, 0, words, 2, options.length);
    words[words.length - 1] = folder.resolve(name).toString();
    return shell.done(home, words).strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"CidVersion":1} | bafybeigdkul4wuarb6zdsy6no4gqrxr5w26hnqhpiu4ft3dgxndndvnfii | bafybeib2bnsfpsmbziek7xckes6hwwojsbzounnbovrdvnjpg6zf32kdbm
          {"CidVersion":1,"UnixFSRawLeaves":false} | bafybeibrtdbgxuealrn5s6giccdzzuuqnkjqphm7p527jfofhvjcmva7xa | bafybeib5rm5klpc22mkrf24y4k7ex74totck4kk7n4xeoz7v2hi4l2ip3a
          {"UnixFSRawLeaves":true} | QmbV9U42diAij6M8fQFaiwuuRaEWzmtysson7Sp5qQrwJy | QmSFERxYAjdmk7ed15YpVGtHqeFCQR1mqoGfxLqZ8sW4aW
          {"UnixFSChunker":"size-100000"} | QmVKqCCfQ7DtoLWW1gM2oaGVHq2TjfHk8CvsKqPhcVr9Nz | QmSQgoiYwTFv9WMCNiE4zVPGLqrLZ6fdJ4obGgkSkmNqwd
          {"UnixFSChunker":"rabin-20000-40000-80000"} | QmWfkaCB66ETnM9GUyhURF2UmgyBwR8WYU8upU9nPTBsvr | QmSQgoiYwTFv9WMCNiE4zVPGLqrLZ6fdJ4obGgkSkmNqwd
          {"UnixFSChunker":"buzhash"} | QmWukAmHnr3JScamwKHkPPKFJp8fC1Z4YVEdwrUm2C5J2K | QmSQgoiYwTFv9WMCNiE4zVPGLqrLZ6fdJ4obGgkSkmNqwd
          {"UnixFSDAGLayout":"balanced"} | QmXsqKxKFoyKq4zARM9muQoB69zhM7q6wKRLevRm94hmxa | QmSQgoiYwTFv9WMCNiE4zVPGLqrLZ6fdJ4obGgkSkmNqwd
          {"UnixFSDAGLayout":"trickle"} | QmXNxiaWt6LURDVDgymFhF8RqdqPwDsz2Yb6CzTPC1iHVJ | QmY4uASgGLoTjyF4DMyvMVHtM7T4WLZPYSB4Q3qfoVBad2
          {"UnixFSDAGLayout":"trickle","CidVersion":1,"UnixFSFileMaxLinks":2,"UnixFSChunker":"size-50000"} | bafybeibnyuzjnfkj4wpxf7vzfnp6adxlm62gehoy7bzj77cjaiwaxr3z3y | bafybeidnorwb6chypvkp7lizkcxmnjrml4cic7hirmndfcjxnaur5l4wr4
          {"UnixFSChunker":"buzhash","UnixFSDAGLayout":"trickle","UnixFSRawLeaves":true} | QmbjSUx3VKNP4AwNPZkBvJd3XS4xYX6RwfHhSvdPGgLFwK | QmS16es5xMTZxevzSv6mfK2xaHZzEbvZtwv2YyYZCBWrpT
          {"HashFunction":"blake3"} | bafyb4ibjt2iedlxmc7dpghhqb5swz3nyhp6pf2ramwekqs3vsoruc4g6ye | bafyb4iafrei5ixj3xzczde74p7wcwmbxfmefzvp2gvw3i256fobjcha34i
          {"UnixFSFileMaxLinks":2} | QmXAwMBDJY1d2DyXRYEGgYhESKvA4bup8k15kVrtTEB8gD | QmSQgoiYwTFv9WMCNiE4zVPGLqrLZ6fdJ4obGgkSkmNqwd
          {"UnixFSDirectoryMaxLinks":20} | QmXsqKxKFoyKq4zARM9muQoB69zhM7q6wKRLevRm94hmxa | QmYd7uZ3UJjtPDdmoSMYQm3HgsrD7KTeL7rJ637ppmjBbG
          {"UnixFSDirectoryMaxLinks":20,"UnixFSHAMTDirectoryMaxFanout":8} | QmXsqKxKFoyKq4zARM9muQoB69zhM7q6wKRLevRm94hmxa | QmUJs2T9CnsN1yzU94fMMtpoptSd87FWtivVDMZxwBHwNz
          {"UnixFSHAMTDirectorySizeThreshold":"1KiB"} | QmXsqKxKFoyKq4zARM9muQoB69zhM7q6wKRLevRm94hmxa | QmYd7uZ3UJjtPDdmoSMYQm3HgsrD7KTeL7rJ637ppmjBbG
          {"UnixFSHAMTDirectorySizeThreshold":1000} | QmXsqKxKFoyKq4zARM9muQoB69zhM7q6wKRLevRm94hmxa | QmYd7uZ3UJjtPDdmoSMYQm3HgsrD7KTeL7rJ637ppmjBbG
          {"UnixFSHAMTDirectorySizeThreshold":"4300B","UnixFSHAMTDirectorySizeEstimation":"block"} | QmXsqKxKFoyKq4zARM9muQoB69zhM7q6wKRLevRm94hmxa | QmYd7uZ3UJjtPDdmoSMYQm3HgsrD7KTeL7rJ637ppmjBbG
          {"UnixFSHAMTDirectorySizeThreshold":"4300B","UnixFSHAMTDirectorySizeEstimation":"links"} | QmXsqKxKFoyKq4zARM9muQoB69zhM7q6wKRLevRm94hmxa | QmSQgoiYwTFv9WMCNiE4zVPGLqrLZ6fdJ4obGgkSkmNqwd
          {"UnixFSHAMTDirectorySizeThreshold":"4800B","UnixFSHAMTDirectorySizeEstimation":"links"} | QmXsqKxKFoyKq4zARM9muQoB69zhM7q6wKRLevRm94hmxa | QmSQgoiYwTFv9WMCNiE4zVPGLqrLZ6fdJ4obGgkSkmNqwd
          {"UnixFSHAMTDirectorySizeThreshold":"1B","UnixFSHAMTDirectorySizeEstimation":"disabled"} | QmXsqKxKFoyKq4zARM9muQoB69zhM7q6wKRLevRm94hmxa | QmSQgoiYwTFv9WMCNiE4zVPGLqrLZ6fdJ4obGgkSkmNqwd
          """)
  void givesKubosCids(String keys, String file, String directory) throws Exception {
    Config.load(home)
        .setJson("Import", "{\"Profile\":\"legacy-cid-v0\"," + keys.substring(1).strip());
    assertThat(add("file")).isEqualTo(file);
    assertThat(add("dir")).isEqualTo(directory);
    assertThat(add("file", "--only-hash")).isEqualTo(file);
    assertThat(add("dir", "--only-hash")).isEqualTo(directory);
    try (TestDaemon daemon = TestDaemon.start(home)) {
      assertThat(add("file")).isEqualTo(file);
      assertThat(add("dir")).isEqualTo(directory);
      TestDaemon.File part = TestDaemon.File.of("file", Files.readAllBytes(folder.resolve("file")));
      assertThat(daemon.good(daemon.upload("add", part))).contains("\"" + file + "\"");
    }
  }

  @Test
  void aNamedProfileOrOptionCountsMore() throws IOException {
    Config config = Config.load(home);
    config.setText("Import.CidVersion", "1");
    config.setText("Import.UnixFSChunker", "size-1000");
    Files.writeString(folder.resolve("small"), "hello", UTF_8);
    assertThat(add("small")).startsWith("bafk");
    assertThat(add("small", "--cid-version=0")).startsWith("Qm");
    String balanced = "QmXsqKxKFoyKq4zARM9muQoB69zhM7q6wKRLevRm94hmxa";
    assertThat(add("file", "--profile=legacy-cid-v0")).isEqualTo(balanced);
    config.setJson("Import", "{\"Profile\":\"legacy-cid-v0\",\"UnixFSDAGLayout\":\"trickle\"}");
    assertThat(add("file")).isNotEqualTo(balanced);
    assertThat(add("file", "--trickle=false")).isEqualTo(balanced);
  }

  @Test
  void saysWhichKeyCannotBeMet() throws IOException {
    Config.load(home).setText("Import.UnixFSHAMTDirectorySizeEstimation", "guess");
    assertThat(shell.fails(home, "add", folder.resolve("file").toString())).contains("'guess'");
  }
}
