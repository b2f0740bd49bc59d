package network.cairn.content.unixfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import network.cairn.content.blockservice.BlockSink;
import network.cairn.ipld.dag.Links;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.hash.HashPool;
import network.cairn.store.hash.Hashes;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Imports too large for every build; the profile `heavy` runs them, under a heap of 256 MiB.
@Tag("heavy")
class HeavyImportTest {
  private static final ImportOptions V1 = ImportOptions.of("unixfs-v1-2025");

  private static Imported hash(String what, InputStream in, ImportOptions options)
      throws IOException {
    try (HashPool pool = HashPool.ofCores()) {
      long start = System.nanoTime();
      Imported imported =
          new Importer(BlockSink.discarding(), pool, options).file("f", in, ImportListener.none());
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "%s: %.2f s, %.2f GB/s%n", what, seconds, imported.fileSize() / seconds / 1e9);
      return imported;
    }
  }

  @Test
  void equalsKubosCidsOfOneGibibyte() throws IOException {
    assertThat(hash("1 GiB", Inputs.keystream("v1-2025-seed", 1L << 30), V1).cid())
        .hasToString("bafybeihmf37wcuvtx4hpu7he5zl5qaf2ineo2lqlfrapokkm5zzw7zyhvm");
    assertThat(hash("1 GiB + 1", Inputs.keystream("v1-2025-seed", (1L << 30) + 1), V1).cid())
        .hasToString("bafybeibdsi225ugbkmpbdohnxioyab6jsqrmkts3twhpvfnzp77xtzpyhe");
    assertThat(
            hash(
                    "256 MiB, 1024 links",
                    Inputs.keystream("hello world", 256L << 20),
                    ImportOptions.of("legacy-cid-v0").withMaxFileLinks(1024))
                .cid())
        .hasToString("QmbBftNHWmjSWKLC49dMVrfnY8pjrJYntiAXirFJ7oJrNk");
  }

  @Test
  void hashesTwentyGibibytesFromAPipe() throws IOException {
    long size = 20L << 30;
    Imported imported = hash("20 GiB, 1 MiB leaves", new Inputs.Repeated((byte) 7, size), V1);
    assertThat(imported.fileSize()).isEqualTo(size);
    System.out.printf("heap at most %d MiB%n", Runtime.getRuntime().maxMemory() >> 20);
  }

  @Test
  void storesTwoGibibytes(@TempDir Path home) throws IOException {
    Repository.init(home.resolve("repo"));
    RepoOptions options = RepoOptions.defaults("test", Links::of, new Hashes()).withDiskReserve(0);
    try (Repository repository = Repository.open(home.resolve("repo"), options);
        Writer writer = repository.blockstore().writer();
        HashPool pool = HashPool.ofCores()) {
      long start = System.nanoTime();
      Imported imported =
          new Importer(writer::put, pool, V1)
              .file("f", Inputs.keystream("stored", 2L << 30), ImportListener.none());
      writer.commit();
      System.out.printf("2 GiB stored: %.2f s%n", (System.nanoTime() - start) / 1e9);
      UnixFs unixfs = new UnixFs(cid -> repository.blockstore().get(cid).orElseThrow());
      try (InputStream stored = unixfs.open(imported.cid());
          InputStream expected = Inputs.keystream("stored", 2L << 30)) {
        byte[] chunk = stored.readNBytes(1 << 20);
        while (chunk.length > 0) {
          assertThat(Arrays.equals(chunk, expected.readNBytes(1 << 20))).isTrue();
          chunk = stored.readNBytes(1 << 20);
        }
        assertThat(expected.read()).isEqualTo(-1);
      }
    }
  }
}
